using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Kube.Api.Formats;

/// <summary>Regular expressions in RE2's syntax (https://github.com/google/re2/wiki/Syntax), which Kubernetes uses everywhere.</summary>
/// <remarks>Run by the matcher that never goes back, so that no pattern takes longer than its length times the text's.</remarks>
internal static class GoPattern
{
    /// <summary>Patterns that repeat more often than this are refused, as in RE2.</summary>
    private const int MaxRepeat = 1000;

    private const int MaxKept = 1024;

    private static readonly ConcurrentDictionary<string, Regex?> s_compiled = new(StringComparer.Ordinal);

    /// <summary>Compiles a pattern; false when it is not one.</summary>
    public static bool TryCompile(string pattern, [NotNullWhen(true)] out Regex? compiled)
    {
        if (s_compiled.TryGetValue(pattern, out compiled)) return compiled is not null;
        compiled = Compile(pattern);
        // Patterns may come from objects: what is kept is bounded.
        if (s_compiled.Count >= MaxKept) s_compiled.Clear();
        s_compiled[pattern] = compiled;
        return compiled is not null;
    }

    private static Regex? Compile(string pattern)
    {
        if (new Translator(pattern).Translate() is not { } translated) return null;
        try
        {
            return new Regex(translated, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception failure) when (failure is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private sealed class Translator(string pattern)
    {
        private static readonly Dictionary<string, string> s_classes = new(StringComparer.Ordinal)
        {
            ["alnum"] = "0-9A-Za-z", ["alpha"] = "A-Za-z", ["ascii"] = "\\x00-\\x7F", ["blank"] = "\\t ", ["cntrl"] = "\\x00-\\x1F\\x7F",
            ["digit"] = "0-9", ["graph"] = "!-~", ["lower"] = "a-z", ["print"] = " -~", ["punct"] = "!-/:-@\\[-`{-~", ["space"] = "\\t\\n\\v\\f\\r ",
            ["upper"] = "A-Z", ["word"] = "0-9A-Za-z_", ["xdigit"] = "0-9A-Fa-f",
        };

        private static readonly SearchValues<char> s_repeatCharacters = SearchValues.Create("0123456789,");

        private readonly StringBuilder _output = new();
        private int _at;
        private bool _multiline;

        /// <summary>The pattern for the framework; null when it uses what RE2 does not have.</summary>
        public string? Translate()
        {
            while (_at < pattern.Length)
            {
                if (!Next()) return null;
            }
            return _output.ToString();
        }

        private bool Next()
        {
            var c = pattern[_at];
            switch (c)
            {
                case '\\':
                    return Escape(inClass: false);
                case '[':
                    return Class();
                case '(':
                    return Group();
                case '{':
                    return Repeat();
                case '$':
                    // Without the flag m, RE2's $ is the very end, not the place before a last line break.
                    _output.Append(_multiline ? "$" : "\\z");
                    _at++;
                    return true;
                case '*' or '+' or '?' when _at + 1 < pattern.Length && pattern[_at + 1] is '*' or '+':
                    return false;
                default:
                    _output.Append(c);
                    _at++;
                    return true;
            }
        }

        private bool Group()
        {
            if (_at + 1 >= pattern.Length || pattern[_at + 1] != '?') return Copy(1);
            var rest = pattern.AsSpan(_at + 2);
            if (rest.StartsWith("P<") || rest.StartsWith("<"))
            {
                var name = rest[0] == 'P' ? 2 : 1;
                if (rest.Length <= name || rest[name] is '=' or '!') return false;
                _output.Append("(?<");
                _at += 2 + name;
                return true;
            }
            var length = rest.IndexOfAny(':', ')');
            if (length < 0) return false;
            var flags = rest[..length];
            if (flags.ContainsAnyExcept("ims-")) return false;
            var off = flags.IndexOf('-');
            if (flags.Contains('m') && (off < 0 || flags.IndexOf('m') < off)) _multiline = true;
            return Copy(length + 3);
        }

        private bool Repeat()
        {
            var end = pattern.IndexOf('}', _at);
            var body = end < 0 ? default : pattern.AsSpan(_at + 1, end - _at - 1);
            if (body.IsEmpty || body.ContainsAnyExcept(s_repeatCharacters) || !char.IsAsciiDigit(body[0]) || body.Count(',') > 1)
            {
                _output.Append("\\{");
                _at++;
                return true;
            }
            foreach (var part in body.Split(','))
            {
                if (body[part].Length > 0 && (!int.TryParse(body[part], out var count) || count > MaxRepeat)) return false;
            }
            return Copy(body.Length + 2);
        }

        private bool Class()
        {
            _output.Append('[');
            _at++;
            if (_at < pattern.Length && pattern[_at] == '^') Copy(1);
            var first = true;
            while (_at < pattern.Length && (pattern[_at] != ']' || first))
            {
                first = false;
                if (pattern[_at] == '\\')
                {
                    if (!Escape(inClass: true)) return false;
                }
                else if (pattern[_at] == '[' && _at + 1 < pattern.Length && pattern[_at + 1] == ':')
                {
                    var end = pattern.IndexOf(":]", _at + 2, StringComparison.Ordinal);
                    if (end < 0 || !s_classes.TryGetValue(pattern[(_at + 2)..end], out var members)) return false;
                    _output.Append(members);
                    _at = end + 2;
                }
                else
                {
                    if (pattern[_at] is '[' or ']') _output.Append('\\');
                    Copy(1);
                }
            }
            return _at < pattern.Length && Copy(1);
        }

        private bool Escape(bool inClass)
        {
            if (_at + 1 >= pattern.Length) return false;
            var c = pattern[_at + 1];
            switch (c)
            {
                case 'd' or 'w' or 's' or 'D' or 'W' or 'S':
                    Shorthand(c, inClass);
                    _at += 2;
                    return true;
                case 'p' or 'P' when _at + 2 < pattern.Length && pattern[_at + 2] != '{':
                    _output.Append('\\').Append(c).Append('{').Append(pattern[_at + 2]).Append('}');
                    _at += 3;
                    return true;
                case 'x' when _at + 2 < pattern.Length && pattern[_at + 2] == '{':
                    return CodePoint();
                case 'Q':
                    var end = pattern.IndexOf("\\E", _at + 2, StringComparison.Ordinal) is var found and >= 0 ? found : pattern.Length;
                    _output.Append(Regex.Escape(pattern[(_at + 2)..end]));
                    _at = Math.Min(pattern.Length, end + 2);
                    return true;
                case >= '1' and <= '9' or 'Z' or 'G' or 'k' or 'c' or 'e' or 'u':
                    return false;
                case var letter when char.IsAsciiLetter(letter) && "abBfnrtvxApPz".IndexOf(letter, StringComparison.Ordinal) < 0:
                    return false;
                default:
                    return Copy(2);
            }
        }

        private void Shorthand(char c, bool inClass)
        {
            var members = c switch
            {
                'd' => "0-9",
                'w' => "0-9A-Za-z_",
                's' => "\\t\\n\\f\\r ",
                'D' => "\\x00-\\x2F\\x3A-\\uFFFF",
                'W' => "\\x00-\\x2F\\x3A-\\x40\\x5B-\\x5E\\x60\\x7B-\\uFFFF",
                _ => "\\x00-\\x08\\x0B\\x0E-\\x1F\\x21-\\uFFFF",
            };
            if (inClass) _output.Append(members);
            else _output.Append('[').Append(members).Append(']');
        }

        private bool CodePoint()
        {
            var end = pattern.IndexOf('}', _at);
            if (end < 0 || !int.TryParse(pattern.AsSpan(_at + 3, end - _at - 3), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var value) || !Rune.IsValid(value)) return false;
            foreach (var unit in new Rune(value).ToString()) _output.Append("\\u").Append(((int)unit).ToString("X4", System.Globalization.CultureInfo.InvariantCulture));
            _at = end + 1;
            return true;
        }

        private bool Copy(int length)
        {
            _output.Append(pattern, _at, length);
            _at += length;
            return true;
        }
    }
}
