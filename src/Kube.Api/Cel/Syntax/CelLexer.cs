namespace Kube.Api.Cel.Syntax;

/// <summary>Cuts an expression into tokens by the lexical rules of the language (https://github.com/google/cel-spec, "Syntax").</summary>
/// <remarks>What cannot be a token is reported and left out, so that the parser can go on and report more.</remarks>
internal sealed partial class CelLexer(string text, List<CelIssue> issues)
{
    private static readonly string[] s_operators =
        ["==", "!=", "<=", ">=", "&&", "||", "<", ">", "[", "]", "{", "}", "(", ")", ".", ",", "-", "!", "?", ":", "+", "*", "/", "%"];

    private int _at;

    public List<CelToken> Read()
    {
        var tokens = new List<CelToken>();
        while (true)
        {
            SkipSpace();
            if (_at >= text.Length) break;
            if (Next() is { } token) tokens.Add(token);
        }
        tokens.Add(new CelToken(CelTokenKind.End, text.Length, "<EOF>"));
        return tokens;
    }

    private CelToken? Next()
    {
        var c = text[_at];
        if (StringPrefix() is { } prefix) return ReadString(prefix);
        if (char.IsAsciiLetter(c) || c == '_') return ReadIdentifier();
        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1)))) return ReadNumber();
        if (c == '`') return ReadEscapedIdentifier();
        foreach (var op in s_operators)
        {
            if (string.CompareOrdinal(text, _at, op, 0, op.Length) != 0) continue;
            var token = new CelToken(CelTokenKind.Operator, _at, op);
            _at += op.Length;
            return token;
        }
        // The generated lexer shows a character that could have begun an operator together with the one that shows it does not.
        var length = c is '&' or '|' or '=' && _at + 1 < text.Length ? 2 : 1;
        Refuse(_at, length);
        return null;
    }

    private void Refuse(int start, int length)
    {
        issues.Add(new CelIssue(start, $"Syntax error: token recognition error at: '{text.Substring(start, length)}'"));
        _at = start + length;
    }

    private char Peek(int ahead) => _at + ahead < text.Length ? text[_at + ahead] : '\0';

    private void SkipSpace()
    {
        while (_at < text.Length)
        {
            if (text[_at] is ' ' or '\t' or '\r' or '\n' or '\f') _at++;
            else if (text[_at] == '/' && Peek(1) == '/') _at = text.IndexOf('\n', _at) is var end and >= 0 ? end : text.Length;
            else return;
        }
    }

    private CelToken ReadIdentifier()
    {
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '_')) _at++;
        return new CelToken(CelTokenKind.Identifier, start, text[start.._at]);
    }

    private CelToken? ReadEscapedIdentifier()
    {
        var start = _at++;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '_' or '.' or '-' or '/' or ' ')) _at++;
        if (_at < text.Length && text[_at] == '`' && _at > start + 1)
        {
            _at++;
            return new CelToken(CelTokenKind.EscapedIdentifier, start, text[start.._at], text[(start + 1)..(_at - 1)]);
        }
        Refuse(start, Math.Min(_at, text.Length - 1) - start + 1);
        return null;
    }

    private CelToken ReadNumber()
    {
        var start = _at;
        if (text[_at] == '0' && Peek(1) is 'x' && char.IsAsciiHexDigit(Peek(2)))
        {
            _at += 2;
            while (char.IsAsciiHexDigit(Peek(0))) _at++;
            return Whole(start);
        }
        SkipDigits();
        var isFloat = false;
        if (Peek(0) == '.' && char.IsAsciiDigit(Peek(1)))
        {
            isFloat = true;
            _at++;
            SkipDigits();
        }
        if (Peek(0) is 'e' or 'E' && (char.IsAsciiDigit(Peek(1)) || (Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2)))))
        {
            isFloat = true;
            _at += 2;
            SkipDigits();
        }
        return isFloat ? new CelToken(CelTokenKind.Float, start, text[start.._at]) : Whole(start);
    }

    private CelToken Whole(int start)
    {
        var kind = CelTokenKind.Int;
        if (Peek(0) is 'u' or 'U')
        {
            kind = CelTokenKind.Uint;
            _at++;
        }
        return new CelToken(kind, start, text[start.._at]);
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Peek(0))) _at++;
    }
}
