using System.Globalization;
using System.Text;

namespace Kube.Api.Validation;

/// <summary>Reads RE2's syntax and writes the same expression for the platform's engine; refuses in Go's words (<c>regexp/syntax</c>).</summary>
internal ref partial struct GoRegexTranslator
{
    private const int MostRepeats = 1000;
    private const int MostNested = 1000;

    private readonly ReadOnlySpan<char> _pattern;
    private readonly StringBuilder _output;
    private int _at;
    private bool _multiline;

    private GoRegexTranslator(string pattern)
    {
        _pattern = pattern;
        _output = new StringBuilder(pattern.Length + 16);
    }

    /// <exception cref="FormatException">The pattern is not RE2's; the message is Go's without its opening.</exception>
    public static string Translate(string pattern)
    {
        var translator = new GoRegexTranslator(pattern);
        translator.Alternatives(0);
        if (translator._at < pattern.Length) throw new FormatException($"unexpected ): `{pattern}`");
        return translator._output.ToString();
    }

    private void Alternatives(int depth)
    {
        if (depth > MostNested) throw new FormatException($"expression nests too deeply: `{_pattern}`");
        while (_at < _pattern.Length && _pattern[_at] != ')')
        {
            var start = _at;
            switch (_pattern[_at])
            {
                case '|':
                    _output.Append('|');
                    _at++;
                    continue;
                case '*' or '+' or '?':
                    throw new FormatException($"missing argument to repetition operator: `{_pattern[_at]}`");
                case '{' when TryRepeat(_at, out _, out _, out var end):
                    throw new FormatException($"missing argument to repetition operator: `{_pattern[_at..end]}`");
            }

            Atom(depth);
            if (_at > start) Repetition();
        }
    }

    private void Atom(int depth)
    {
        var c = _pattern[_at];
        switch (c)
        {
            case '(':
                Group(depth);
                break;
            case '[':
                Class();
                break;
            case '\\':
                Escape();
                break;
            case '^':
                _output.Append(_multiline ? "(?m:^)" : @"\A");
                _at++;
                break;
            case '$':
                _output.Append(_multiline ? "(?m:$)" : @"\z");
                _at++;
                break;
            case '.':
                _output.Append('.');
                _at++;
                break;
            default:
                Literal(c);
                _at++;
                break;
        }
    }

    private void Group(int depth)
    {
        var start = _at++;
        var multiline = _multiline;
        if (_at >= _pattern.Length || _pattern[_at] != '?') _output.Append('(');
        else if (!GroupHead(start)) return;
        Alternatives(depth + 1);
        if (_at >= _pattern.Length) throw new FormatException($"missing closing ): `{_pattern}`");
        _at++;
        _output.Append(')');
        _multiline = multiline;
    }

    /// <returns>False when flags alone stood there, which hold until the group around them ends.</returns>
    private bool GroupHead(int start)
    {
        var rest = _pattern[_at..];
        if (rest.StartsWith("?P<") || rest.StartsWith("?<"))
        {
            var open = rest[1] == 'P' ? 3 : 2;
            var end = rest.IndexOf('>');
            if (end < 0) throw new FormatException($"invalid named capture: `{_pattern[start..]}`");
            var name = rest[open..end];
            if (name.IsEmpty || name.ContainsAnyExcept(WordCharacters)) throw new FormatException($"invalid named capture: `{_pattern[start..(_at + end + 1)]}`");
            _output.Append("(?<").Append(name).Append('>');
            _at += end + 1;
            return true;
        }

        _at++;
        var on = true;
        var (added, removed) = ("", "");
        while (_at < _pattern.Length)
        {
            var c = _pattern[_at++];
            switch (c)
            {
                case ':' or ')':
                    var flags = removed.Length == 0 ? added : $"{added}-{removed}";
                    if (c == ':' || flags.Length > 0) _output.Append("(?").Append(flags).Append(c);
                    return c == ':';
                case 'm':
                    _multiline = on;
                    break;
                case '-':
                    on = false;
                    break;
                case 'i' or 's':
                    if (on) added += c;
                    else removed += c;
                    break;
                case 'U':
                    // Greed decides how much is matched, not whether.
                    break;
                default:
                    throw new FormatException($"invalid or unsupported Perl syntax: `{_pattern[start.._at]}`");
            }
        }

        throw new FormatException($"missing closing ): `{_pattern}`");
    }

    private void Repetition()
    {
        var previous = -1;
        while (_at < _pattern.Length)
        {
            var start = _at;
            var c = _pattern[_at];
            if (c is '*' or '+' or '?')
            {
                _at++;
            }
            else if (c == '{' && TryRepeat(_at, out var least, out var most, out var end))
            {
                if (least > MostRepeats || most > MostRepeats || (most >= 0 && least > most)) throw new FormatException($"invalid repeat count: `{_pattern[_at..end]}`");
                _at = end;
            }
            else
            {
                return;
            }

            if (_at < _pattern.Length && _pattern[_at] == '?') _at++;
            if (previous >= 0) throw new FormatException($"invalid nested repetition operator: `{_pattern[previous.._at]}`");
            _output.Append(_pattern[start.._at]);
            previous = start;
        }
    }

    private readonly bool TryRepeat(int at, out int least, out int most, out int end)
    {
        (least, most, end) = (0, -1, at);
        var close = _pattern[at..].IndexOf('}');
        if (close < 2) return false;
        var inside = _pattern.Slice(at + 1, close - 1);
        end = at + close + 1;
        var comma = inside.IndexOf(',');
        var first = comma < 0 ? inside : inside[..comma];
        if (!TryNumber(first, out least)) return false;
        if (comma < 0) most = least;
        else if (comma < inside.Length - 1 && !TryNumber(inside[(comma + 1)..], out most)) return false;
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> digits, out int number)
    {
        number = 0;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9') || (digits.Length > 1 && digits[0] == '0')) return false;
        number = digits.Length > 6 ? int.MaxValue : int.Parse(digits, CultureInfo.InvariantCulture);
        return true;
    }

    private readonly void Literal(char c)
    {
        if (c is '\\' or '*' or '+' or '?' or '|' or '{' or '[' or '(' or ')' or '^' or '$' or '.' or '#' or ' ') _output.Append('\\');
        _output.Append(c);
    }
}
