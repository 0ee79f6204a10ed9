using System.Globalization;
using Kube.Api.Cel.Values;

namespace Kube.Api.Cel.Syntax;

internal sealed partial class CelParser
{
    /// <summary>Names that no variable can have.</summary>
    private static readonly HashSet<string> s_reserved = new(StringComparer.Ordinal)
    {
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace", "return", "var", "void", "while",
    };

    /// <summary>member = primary { '.' ['?'] name ['(' args ')'] | '[' ['?'] expr ']' }</summary>
    private CelExpression ParseMember()
    {
        var operand = ParsePrimary();
        var chained = 0;
        while (true)
        {
            if (Current.Is(".")) operand = ParseSelect(operand);
            else if (Current.Is("[")) operand = ParseIndex(operand);
            else return operand;
            if (++chained > MaxDepth) Fail($"max recursion depth exceeded: {MaxDepth}");
        }
    }

    private CelExpression ParseSelect(CelExpression operand)
    {
        var dot = Take();
        var optional = TakeIf("?");
        var name = Current;
        if (name.Kind == CelTokenKind.EscapedIdentifier)
        {
            Take();
            return Select(dot, operand, (string)name.Value!, optional);
        }
        if (name.Kind != CelTokenKind.Identifier)
        {
            Fail($"Syntax error: {(name.Kind == CelTokenKind.End ? "mismatched" : "no viable alternative at")} input '{name.Shown}'"
                + (name.Kind == CelTokenKind.End ? " expecting {'?', IDENTIFIER, ESC_IDENTIFIER}" : ""));
        }
        Take();
        if (optional || !Current.Is("(")) return Select(dot, operand, name.Text, optional);
        var open = Take();
        var arguments = ParseArguments(")");
        return _macros.Expand(open.Position, name.Text, operand, arguments) ?? new CelCall(open.Position, name.Text, operand, arguments);
    }

    private static CelExpression Select(CelToken dot, CelExpression operand, string field, bool optional) => optional
        ? new CelCall(dot.Position, CelOperators.OptionalSelect, null, operand, new CelLiteral(dot.Position, CelString.Of(field)))
        : new CelSelect(dot.Position, operand, field, isTest: false);

    private CelCall ParseIndex(CelExpression operand)
    {
        var open = Take();
        var optional = TakeIf("?");
        var index = ParseExpression();
        Expect("]", "']'");
        return new CelCall(open.Position, optional ? CelOperators.OptionalIndex : CelOperators.Index, null, operand, index);
    }

    private CelExpression ParsePrimary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case CelTokenKind.Identifier:
                return token.Text switch
                {
                    "true" or "false" or "null" => ParseWord(),
                    "in" => Unexpected(),
                    _ => ParseName(leadingDot: false),
                };
            case CelTokenKind.Operator when token.Text == ".":
                Take();
                return ParseName(leadingDot: true);
            case CelTokenKind.Operator when token.Text == "(":
                Take();
                var inner = ParseExpression();
                Expect(")", "')'");
                return inner;
            case CelTokenKind.Operator when token.Text == "[":
                return ParseList();
            case CelTokenKind.Operator when token.Text == "{":
                Take();
                return new CelMapLiteral(token.Position, ParseEntries(isMap: true));
            case CelTokenKind.String:
                Take();
                return new CelLiteral(token.Position, CelString.Of((string)token.Value!));
            case CelTokenKind.Bytes:
                Take();
                return new CelLiteral(token.Position, new CelBytes((byte[])token.Value!));
            case CelTokenKind.Int or CelTokenKind.Uint or CelTokenKind.Float:
            case CelTokenKind.Operator when token.Text == "-" && _tokens[_at + 1].Kind is CelTokenKind.Int or CelTokenKind.Float:
                return ParseNumber();
            default:
                return Unexpected();
        }
    }

    private CelExpression Unexpected()
    {
        Fail($"Syntax error: {(StartsOperand(_at + 1) ? "extraneous" : "mismatched")} input '{Current.Shown}' expecting {{{Expression}}}");
        throw new StopParsing();
    }

    private static bool CanStart(CelToken token) => token.Kind switch
    {
        CelTokenKind.End => false,
        CelTokenKind.Operator => token.Text is "[" or "{" or "(" or "." or "-" or "!",
        _ => true,
    };

    // One token too many in front of something that would fit is named as such.
    private bool StartsOperand(int at) => Current.Kind != CelTokenKind.End && CanStart(_tokens[at]);

    private CelLiteral ParseWord()
    {
        var token = Take();
        CelValue value = token.Text == "null" ? CelNull.Instance : CelBool.Of(token.Text == "true");
        return new CelLiteral(token.Position, value);
    }

    private CelExpression ParseName(bool leadingDot)
    {
        var token = Current;
        if (token.Kind != CelTokenKind.Identifier) Fail($"Syntax error: mismatched input '{token.Shown}' expecting IDENTIFIER");
        Take();
        var name = token.Text;
        if (Current.Is("("))
        {
            var open = Take();
            var arguments = ParseArguments(")");
            return _macros.Expand(open.Position, name, null, arguments) ?? new CelCall(open.Position, name, null, arguments);
        }
        if (StructName(name) is { } typeName)
        {
            var brace = Take();
            return new CelStructLiteral(brace.Position, typeName, ParseEntries(isMap: false));
        }
        if (s_reserved.Contains(name)) _issues.Add(new CelIssue(token.Position, $"reserved identifier: {name}"));
        return new CelIdentifier(token.Position, leadingDot ? "." + name : name);
    }

    /// <summary>Whether a (dotted) name goes on to a brace: then it names the type of a struct.</summary>
    private string? StructName(string first)
    {
        var at = _at;
        var name = first;
        while (_tokens[at].Is(".") && _tokens[at + 1].Kind == CelTokenKind.Identifier)
        {
            name += "." + _tokens[at + 1].Text;
            at += 2;
        }
        if (!_tokens[at].Is("{")) return null;
        _at = at;
        return name;
    }

    private CelExpression[] ParseArguments(string close)
    {
        List<CelExpression> arguments = [];
        if (TakeIf(close)) return [];
        if (!CanStart(Current)) Fail($"Syntax error: mismatched input '{Current.Shown}' expecting {{{Expression.Replace("'(',", "'(', ')',", StringComparison.Ordinal)}}}");
        do
        {
            arguments.Add(ParseExpression());
        }
        while (TakeIf(","));
        Expect(close, $"'{close}'");
        return [.. arguments];
    }

    private CelListLiteral ParseList()
    {
        var open = Take();
        List<CelExpression> items = [];
        List<bool> optional = [];
        while (!Current.Is("]"))
        {
            optional.Add(TakeIf("?"));
            items.Add(ParseExpression());
            if (!TakeIf(",")) break;
        }
        Expect("]", "']'");
        return new CelListLiteral(open.Position, [.. items], [.. optional]);
    }

    private CelEntry[] ParseEntries(bool isMap)
    {
        List<CelEntry> entries = [];
        while (!Current.Is("}"))
        {
            var optional = TakeIf("?");
            CelExpression? key = null;
            string? field = null;
            if (isMap) key = ParseExpression();
            else field = ParseFieldName();
            var colon = Expect(":", "':'");
            entries.Add(new CelEntry(colon.Position, key, field, ParseExpression(), optional));
            if (!TakeIf(",")) break;
        }
        Expect("}", isMap ? "'}'" : "{'}', ','}");
        return [.. entries];
    }

    private string ParseFieldName()
    {
        var token = Current;
        if (token.Kind == CelTokenKind.EscapedIdentifier) return (string)Take().Value!;
        if (token.Kind != CelTokenKind.Identifier) Fail($"Syntax error: mismatched input '{token.Shown}' expecting {{'}}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}}");
        return Take().Text;
    }

    private CelLiteral ParseNumber()
    {
        var position = Current.Position;
        var sign = TakeIf("-") ? "-" : "";
        var token = Take();
        var text = token.Text;
        if (token.Kind == CelTokenKind.Float)
        {
            var value = double.Parse(sign + text, NumberStyles.Float, CultureInfo.InvariantCulture);
            if (double.IsInfinity(value)) _issues.Add(new CelIssue(position, "invalid double literal"));
            return new CelLiteral(position, new CelDouble(value));
        }
        var isUint = token.Kind == CelTokenKind.Uint;
        if (isUint) text = text[..^1];
        var isHex = text.StartsWith("0x", StringComparison.Ordinal);
        var style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        if (!UInt128.TryParse(isHex ? text.AsSpan(2) : text, style, CultureInfo.InvariantCulture, out var magnitude)) magnitude = UInt128.MaxValue;
        var limit = isUint ? ulong.MaxValue : sign.Length == 0 ? (UInt128)long.MaxValue : (UInt128)long.MaxValue + 1;
        if (magnitude > limit)
        {
            _issues.Add(new CelIssue(position, isUint ? "invalid uint literal" : "invalid int literal"));
            magnitude = 0;
        }
        if (isUint) return new CelLiteral(position, new CelUint((ulong)magnitude));
        var signed = (Int128)magnitude;
        return new CelLiteral(position, CelInt.Of((long)(sign.Length == 0 ? signed : -signed)));
    }
}
