using System.Globalization;
using Kube.Api.Errors;
using Kube.Api.Validation;

namespace Kube.Api.Selectors;

/// <summary>Reads label selectors with the grammar and the error texts of upstream's <c>apimachinery/pkg/labels</c> (1.36).</summary>
internal sealed class LabelSelectorParser(string text)
{
    private const string BinaryOperators = "in, notin, =, ==, !=, gt, lt";

    private readonly List<LabelToken> _tokens = LabelTokenizer.Tokenize(text);
    private int _next;

    public List<LabelRequirement> Parse()
    {
        var requirements = new List<LabelRequirement>();
        while (true)
        {
            var token = Peek();
            if (token.Kind == LabelTokenKind.End) return Sorted(requirements);
            if (token.Kind is not (LabelTokenKind.Identifier or LabelTokenKind.Not))
                throw Bad($"found '{token.Text}', expected: !, identifier, or 'end of string'");
            requirements.Add(ParseRequirement());
            token = Take();
            if (token.Kind == LabelTokenKind.End) return Sorted(requirements);
            if (token.Kind != LabelTokenKind.Comma) throw Bad($"found '{token.Text}', expected: ',' or 'end of string'");
            token = Peek();
            if (token.Kind is not (LabelTokenKind.Identifier or LabelTokenKind.Not)) throw Bad($"found '{token.Text}', expected: identifier after ','");
        }
    }

    private static List<LabelRequirement> Sorted(List<LabelRequirement> requirements) =>
        [.. requirements.OrderBy(requirement => requirement.Key, StringComparer.Ordinal)];

    private static BadRequestException Bad(string message) => new(message);

    private static BadRequestException BadRequirement(string message) => new($"unable to parse requirement: {message}");

    private LabelRequirement ParseRequirement()
    {
        var negated = Peek().Kind == LabelTokenKind.Not;
        if (negated) Take();
        var key = Take();
        if (key.Kind != LabelTokenKind.Identifier) throw BadRequirement($"found '{key.Text}', expected: identifier");
        CheckKey(key.Text);
        if (negated) return new(key.Text, LabelOperator.DoesNotExist);
        if (Peek().Kind is LabelTokenKind.End or LabelTokenKind.Comma) return new(key.Text, LabelOperator.Exists);

        var op = _tokens[_next++];
        return op.Kind switch
        {
            LabelTokenKind.In => Checked(key.Text, LabelOperator.In, ParseValues()),
            LabelTokenKind.NotIn => Checked(key.Text, LabelOperator.NotIn, ParseValues()),
            LabelTokenKind.Equal => Checked(key.Text, LabelOperator.In, ParseExactValue()),
            LabelTokenKind.NotEqual => Checked(key.Text, LabelOperator.NotIn, ParseExactValue()),
            LabelTokenKind.Greater => CheckedNumber(key.Text, LabelOperator.GreaterThan, ParseExactValue()),
            LabelTokenKind.Less => CheckedNumber(key.Text, LabelOperator.LessThan, ParseExactValue()),
            _ => throw BadRequirement($"found '{op.Text}', expected: {BinaryOperators}"),
        };
    }

    private SortedSet<string> ParseValues()
    {
        var open = Take();
        if (open.Kind != LabelTokenKind.Open) throw BadRequirement($"found '{open.Text}' expected: '('");
        var first = Peek();
        if (first.Kind == LabelTokenKind.Close)
        {
            Take();
            return [""];
        }

        if (first.Kind is not (LabelTokenKind.Identifier or LabelTokenKind.Comma))
            throw BadRequirement($"found '{first.Text}', expected: ',', ')' or identifier");
        var values = ParseList();
        var close = Take();
        return close.Kind == LabelTokenKind.Close ? values : throw BadRequirement($"found '{close.Text}', expected: ')'");
    }

    // A comma with nothing before or after it stands for the empty value.
    private SortedSet<string> ParseList()
    {
        var values = new SortedSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var token = Take();
            if (token.Kind == LabelTokenKind.Identifier)
            {
                values.Add(token.Text);
                var after = Peek();
                if (after.Kind == LabelTokenKind.Close) return values;
                if (after.Kind != LabelTokenKind.Comma) throw BadRequirement($"found '{after.Text}', expected: ',' or ')'");
            }
            else if (token.Kind == LabelTokenKind.Comma)
            {
                if (values.Count == 0) values.Add("");
                var after = Peek();
                if (after.Kind is LabelTokenKind.Close or LabelTokenKind.Comma) values.Add("");
                if (after.Kind == LabelTokenKind.Close) return values;
                if (after.Kind == LabelTokenKind.Comma) Take();
            }
            else
            {
                throw BadRequirement($"found '{token.Text}', expected: ',', or identifier");
            }
        }
    }

    private SortedSet<string> ParseExactValue()
    {
        if (Peek().Kind is LabelTokenKind.End or LabelTokenKind.Comma) return [""];
        var token = Take();
        return token.Kind == LabelTokenKind.Identifier ? [token.Text] : throw BadRequirement($"found '{token.Text}', expected: identifier");
    }

    private static void CheckKey(string key)
    {
        var problems = FormatRules.QualifiedName(key);
        if (problems.Count > 0) throw BadRequirement($"<nil>: Invalid value: {BadValue.Quote(key)}: {string.Join("; ", problems)}");
    }

    private static LabelRequirement Checked(string key, LabelOperator op, SortedSet<string> values)
    {
        var errors = new List<string>();
        var index = 0;
        foreach (var value in values)
        {
            var problems = FormatRules.LabelValue(value);
            if (problems.Count > 0) errors.Add($"values[{index}][{key}]: Invalid value: {BadValue.Quote(value)}: {string.Join("; ", problems)}");
            index++;
        }

        if (errors.Count > 0) throw BadRequirement(errors.Count == 1 ? errors[0] : $"[{string.Join(", ", errors)}]");
        return new(key, op, [.. values]);
    }

    private static LabelRequirement CheckedNumber(string key, LabelOperator op, SortedSet<string> values)
    {
        var value = values.Min!;
        if (!long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            throw BadRequirement($"values[0]: Invalid value: {BadValue.Quote(value)}: for 'Gt', 'Lt' operators, the value must be an integer");
        return Checked(key, op, values);
    }

    /// <summary>The next token where a key or value may stand: there, <c>in</c> and <c>notin</c> are ordinary words.</summary>
    private LabelToken Peek()
    {
        var token = _tokens[_next];
        return token.Kind is LabelTokenKind.In or LabelTokenKind.NotIn ? token with { Kind = LabelTokenKind.Identifier } : token;
    }

    private LabelToken Take()
    {
        var token = Peek();
        if (token.Kind != LabelTokenKind.End) _next++;
        return token;
    }
}
