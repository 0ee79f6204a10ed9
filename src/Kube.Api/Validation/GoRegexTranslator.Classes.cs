using System.Buffers;
using System.Globalization;
using System.Text;

namespace Kube.Api.Validation;

internal ref partial struct GoRegexTranslator
{
    private static readonly SearchValues<char> WordCharacters = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");

    private void Escape()
    {
        if (_at + 1 >= _pattern.Length) throw new FormatException("trailing backslash at end of expression: ``");
        var c = _pattern[_at + 1];
        if (c is 'A' or 'z' or 'b' or 'B')
        {
            _output.Append('\\').Append(c);
            _at += 2;
        }
        else if (c == 'Q')
        {
            var rest = _pattern[(_at + 2)..];
            var end = rest.IndexOf(@"\E");
            foreach (var literal in end < 0 ? rest : rest[..end]) Literal(literal);
            _at = end < 0 ? _pattern.Length : _at + 2 + end + 2;
        }
        else if (Shorthand(c) is { } members)
        {
            _output.Append(char.IsUpper(c) ? "[^" : "[").Append(members).Append(']');
            _at += 2;
        }
        else if (c is 'p' or 'P')
        {
            _output.Append(UnicodeClass());
        }
        else
        {
            Append(_output, EscapedCharacter());
        }
    }

    private void Class()
    {
        var start = _at++;
        _output.Append('[');
        if (_at < _pattern.Length && _pattern[_at] == '^')
        {
            _output.Append('^');
            _at++;
        }

        var first = true;
        while (_at < _pattern.Length && (_pattern[_at] != ']' || first))
        {
            // POSIX: a minus is only allowed at the ends.
            if (_pattern[_at] == '-' && !first && _at + 1 < _pattern.Length && _pattern[_at + 1] != ']')
                throw new FormatException($"invalid character class range: `{_pattern.Slice(_at, 2)}`");
            first = false;
            ClassItem();
        }

        if (_at >= _pattern.Length) throw new FormatException($"missing closing ]: `{_pattern[start..]}`");
        _at++;
        _output.Append(']');
    }

    private void ClassItem()
    {
        var rest = _pattern[_at..];
        if (rest.StartsWith("[:") && rest.IndexOf(":]") is > 0 and var end)
        {
            var name = rest[2..end];
            if (Posix(name.TrimStart('^')) is not { } members) throw new FormatException($"invalid character class range: `{rest[..(end + 2)]}`");
            _output.Append(members);
            _at += end + 2;
            return;
        }

        if (rest.Length > 1 && rest[0] == '\\')
        {
            if (Shorthand(rest[1]) is { } members)
            {
                // Inside of a class the platform's own shorthand must do where it is turned around.
                _output.Append(char.IsUpper(rest[1]) ? $"\\{rest[1]}" : members);
                _at += 2;
                return;
            }

            if (rest[1] is 'p' or 'P')
            {
                _output.Append(UnicodeClass());
                return;
            }
        }

        var start = _at;
        var low = ClassCharacter(start);
        if (_at + 1 < _pattern.Length && _pattern[_at] == '-' && _pattern[_at + 1] != ']')
        {
            _at++;
            var high = ClassCharacter(start);
            if (high < low) throw new FormatException($"invalid character class range: `{_pattern[start.._at]}`");
            Append(_output, low);
            _output.Append('-');
            Append(_output, high);
            return;
        }

        Append(_output, low);
    }

    private int ClassCharacter(int start)
    {
        if (_at >= _pattern.Length) throw new FormatException($"missing closing ]: `{_pattern[start..]}`");
        if (_pattern[_at] == '\\') return EscapedCharacter();
        var c = _pattern[_at++];
        if (char.IsHighSurrogate(c) && _at < _pattern.Length && char.IsLowSurrogate(_pattern[_at])) return char.ConvertToUtf32(c, _pattern[_at++]);
        return c;
    }

    private int EscapedCharacter()
    {
        var start = _at++;
        if (_at >= _pattern.Length) throw new FormatException("trailing backslash at end of expression: ``");
        var c = _pattern[_at++];
        switch (c)
        {
            case 'a': return 7;
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'v': return '\v';
            case 'x' when TryHex(out var code): return code;
            case >= '0' and <= '7' when c == '0' || (_at < _pattern.Length && _pattern[_at] is >= '0' and <= '7'):
                var octal = c - '0';
                for (var i = 1; i < 3 && _at < _pattern.Length && _pattern[_at] is >= '0' and <= '7'; i++) octal = octal * 8 + (_pattern[_at++] - '0');
                return octal;
            case < (char)0x80 when !char.IsAsciiLetterOrDigit(c): return c;
            default: throw new FormatException($"invalid escape sequence: `{_pattern[start..Math.Min(_at, _pattern.Length)]}`");
        }
    }

    private bool TryHex(out int code)
    {
        code = 0;
        var rest = _pattern[_at..];
        var digits = rest.Length >= 2 ? rest[..2] : default;
        var taken = 2;
        if (rest.Length > 0 && rest[0] == '{')
        {
            var end = rest.IndexOf('}');
            if (end < 2) return false;
            digits = rest[1..end];
            taken = end + 1;
        }

        if (!int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out code) || code is < 0 or > 0x10FFFF) return false;
        _at += taken;
        return true;
    }

    private string UnicodeClass()
    {
        var start = _at;
        var negated = _pattern[_at + 1] == 'P';
        _at += 2;
        if (_at >= _pattern.Length) throw new FormatException($"invalid character class range: `{_pattern[start..]}`");
        string name;
        if (_pattern[_at] == '{')
        {
            var end = _pattern[_at..].IndexOf('}');
            if (end < 0) throw new FormatException($"invalid character class range: `{_pattern[start..]}`");
            name = _pattern.Slice(_at + 1, end - 1).ToString();
            _at += end + 1;
        }
        else
        {
            name = _pattern[_at++].ToString();
        }

        if (name.StartsWith('^'))
        {
            negated = !negated;
            name = name[1..];
        }

        var known = name switch
        {
            "L" or "Lu" or "Ll" or "Lt" or "Lm" or "Lo" or "M" or "Mn" or "Mc" or "Me" or "N" or "Nd" or "Nl" or "No" or "P" or "Pc" or "Pd" or "Ps" or "Pe" or "Pi"
                or "Pf" or "Po" or "S" or "Sm" or "Sc" or "Sk" or "So" or "Z" or "Zs" or "Zl" or "Zp" or "C" or "Cc" or "Cf" or "Co" or "Cs" => name,
            "Greek" => "IsGreek",
            "Cyrillic" or "Hebrew" or "Arabic" or "Thai" or "Hiragana" or "Katakana" or "Armenian" or "Devanagari" or "Bengali" or "Georgian" => $"Is{name}",
            "Latin" => "IsBasicLatin",
            "Han" => "IsCJKUnifiedIdeographs",
            "Any" => null,
            _ => throw new FormatException($"invalid character class range: `{_pattern[start.._at]}`"),
        };
        return known is null ? @"\s\S" : $@"\{(negated ? 'P' : 'p')}{{{known}}}";
    }

    private static string? Shorthand(char c) => c switch
    {
        'd' or 'D' => "0-9",
        'w' or 'W' => "0-9A-Za-z_",
        's' or 'S' => @"\t\n\f\r ",
        _ => null,
    };

    private static string? Posix(ReadOnlySpan<char> name) => name switch
    {
        "alnum" => "0-9A-Za-z",
        "alpha" => "A-Za-z",
        "ascii" => @"\x00-\x7f",
        "blank" => @"\t ",
        "cntrl" => @"\x00-\x1f\x7f",
        "digit" => "0-9",
        "graph" => "!-~",
        "lower" => "a-z",
        "print" => " -~",
        "punct" => @"!-/:-@\[-`{-~",
        "space" => @"\t\n\v\f\r ",
        "upper" => "A-Z",
        "word" => "0-9A-Za-z_",
        "xdigit" => "0-9A-Fa-f",
        _ => null,
    };

    private static void Append(StringBuilder output, int code)
    {
        if (code > 0xFFFF || (code is >= 0xD800 and <= 0xDFFF))
        {
            if (code <= 0xFFFF) output.Append(CultureInfo.InvariantCulture, $"\\u{code:x4}");
            else output.Append(char.ConvertFromUtf32(code));
            return;
        }

        if (char.IsAsciiLetterOrDigit((char)code) || code > 0x7f) output.Append((char)code);
        else output.Append(CultureInfo.InvariantCulture, $"\\x{code:x2}");
    }
}
