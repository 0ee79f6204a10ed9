namespace Kube.Api.Cel.Syntax;

/// <summary>Builds the tree of an expression. Reports what does not fit in the words of upstream's generated parser.</summary>
/// <remarks>Depth and length are limited before anything recurses, since expressions come from strangers.</remarks>
internal sealed partial class CelParser
{
    /// <summary>How deep an expression may nest, as upstream.</summary>
    public const int MaxDepth = 250;

    /// <summary>How long an expression may be, in code units, as upstream.</summary>
    public const int MaxLength = 100_000;

    private const string Expression = "'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER";

    private readonly List<CelIssue> _issues;
    private readonly List<CelToken> _tokens;
    private readonly CelMacros _macros;
    private int _at;
    private int _depth;

    private CelParser(List<CelToken> tokens, List<CelIssue> issues, bool hasBindings)
    {
        (_tokens, _issues) = (tokens, issues);
        _macros = new CelMacros(issues, hasBindings);
    }

    private CelToken Current => _tokens[_at];

    /// <summary>Parses a whole expression.</summary>
    /// <exception cref="CelCompileException">It is not one.</exception>
    public static CelExpression Parse(CelSource source, bool hasBindings)
    {
        if (source.Text.Length > MaxLength)
        {
            throw new CelCompileException(source.Report([new CelIssue(0, $"expression code point size exceeds limit: size: {source.Text.Length}, limit {MaxLength}")]));
        }
        List<CelIssue> issues = [];
        var tokens = new CelLexer(source.Text, issues).Read();
        CelExpression? parsed = null;
        try
        {
            var parser = new CelParser(tokens, issues, hasBindings);
            parsed = parser.ParseExpression();
            if (parser.Current.Kind != CelTokenKind.End) parser.Fail(FollowedBy(parser.Current));
        }
        catch (StopParsing)
        {
            // What stopped it is among the issues.
        }
        return issues.Count == 0 && parsed is not null ? parsed : throw new CelCompileException(source.Report(issues));
    }

    private static string FollowedBy(CelToken token) => token.Kind switch
    {
        CelTokenKind.Operator => $"Syntax error: mismatched input '{token.Shown}' expecting <EOF>",
        _ => $"Syntax error: extraneous input '{token.Shown}' expecting <EOF>",
    };

    /// <summary>expr = or ['?' or ':' expr]</summary>
    private CelExpression ParseExpression()
    {
        using var level = Enter();
        var condition = ParseOr();
        if (!Current.Is("?")) return condition;
        var position = Take().Position;
        var whenTrue = ParseOr();
        Expect(":", "':'");
        return new CelCall(position, CelOperators.Conditional, null, condition, whenTrue, ParseExpression());
    }

    private CelExpression ParseOr() => ParseLogical("||", CelOperators.Or, () => ParseLogical("&&", CelOperators.And, ParseRelation));

    private CelExpression ParseLogical(string text, string function, Func<CelExpression> parseTerm)
    {
        var first = parseTerm();
        if (!Current.Is(text)) return first;
        List<CelExpression> terms = [first];
        List<int> positions = [];
        while (Current.Is(text))
        {
            positions.Add(Take().Position);
            terms.Add(parseTerm());
        }
        return Balance(function, terms, positions, 0, terms.Count - 1);
    }

    // A balanced tree, so that a thousand conditions in a row do not nest a thousand deep; upstream does the same.
    private static CelExpression Balance(string function, List<CelExpression> terms, List<int> positions, int low, int high)
    {
        if (low == high) return terms[low];
        var middle = (low + high + 1) / 2;
        return new CelCall(positions[middle - 1], function, null,
            Balance(function, terms, positions, low, middle - 1), Balance(function, terms, positions, middle, high));
    }

    private CelExpression ParseRelation() => ParseBinary(ParseSum, "<", "<=", ">=", ">", "==", "!=", "in");

    private CelExpression ParseSum() => ParseBinary(ParseProduct, "+", "-");

    private CelExpression ParseProduct() => ParseBinary(ParseUnary, "*", "/", "%");

    private CelExpression ParseBinary(Func<CelExpression> parseTerm, params ReadOnlySpan<string> operators)
    {
        var left = parseTerm();
        var chained = 0;
        while (Current.Kind is CelTokenKind.Operator or CelTokenKind.Identifier && operators.Contains(Current.Text))
        {
            if (++chained > MaxDepth) Fail(_tokens[_at].Position, $"max recursion depth exceeded: {MaxDepth}");
            var op = Take();
            left = new CelCall(op.Position, CelOperators.Binary(op.Text), null, left, parseTerm());
        }
        return left;
    }

    private CelExpression ParseUnary()
    {
        using var level = Enter();
        if (Current.Is("!")) return ParsePrefixes("!", CelOperators.Not);
        if (Current.Is("-") && _tokens[_at + 1].Kind is CelTokenKind.Int or CelTokenKind.Float) return ParseMember();
        if (Current.Is("-")) return ParsePrefixes("-", CelOperators.Negate);
        return ParseMember();
    }

    // An even number of them does nothing.
    private CelExpression ParsePrefixes(string text, string function)
    {
        var (position, count) = (Current.Position, 0);
        while (Current.Is(text))
        {
            Take();
            count++;
        }
        var operand = ParseMember();
        return count % 2 == 0 ? operand : new CelCall(position, function, null, operand);
    }

    private CelToken Take() => _tokens[_at++];

    private bool TakeIf(string text)
    {
        if (!Current.Is(text)) return false;
        _at++;
        return true;
    }

    private CelToken Expect(string text, string expected)
    {
        if (Current.Is(text)) return Take();
        Fail($"Syntax error: mismatched input '{Current.Shown}' expecting {expected}");
        return default;
    }

    private void Fail(string message) => Fail(Current.Position, message);

    private void Fail(int position, string message)
    {
        _issues.Add(new CelIssue(position, message));
        throw new StopParsing();
    }

    private Level Enter()
    {
        if (++_depth > MaxDepth * 2) Fail($"expression recursion limit exceeded: {MaxDepth}");
        return new Level(this);
    }

    private readonly struct Level(CelParser parser) : IDisposable
    {
        public void Dispose() => parser._depth--;
    }

    private sealed class StopParsing : Exception;
}
