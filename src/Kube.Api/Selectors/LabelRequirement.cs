using System.Globalization;

namespace Kube.Api.Selectors;

/// <summary>One condition of a label selector. Immutable.</summary>
/// <param name="key">The label.</param>
/// <param name="op">The comparison.</param>
/// <param name="values">Its operands: none for existence, one whole number for the comparisons of size.</param>
public sealed class LabelRequirement(string key, LabelOperator op, params IReadOnlyList<string> values)
{
    /// <summary>The label.</summary>
    public string Key { get; } = key;

    /// <summary>The comparison.</summary>
    public LabelOperator Operator { get; } = op;

    /// <summary>The operands.</summary>
    public IReadOnlyList<string> Values { get; } = values;

    /// <summary>Whether labels meet the condition.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        var found = labels.TryGetValue(Key, out var value);
        return Operator switch
        {
            LabelOperator.In => found && Contains(value!),
            LabelOperator.NotIn => !found || !Contains(value!),
            LabelOperator.Exists => found,
            LabelOperator.DoesNotExist => !found,
            LabelOperator.GreaterThan => found && Compare(value!) > 0,
            _ => found && Compare(value!) < 0,
        };
    }

    private bool Contains(string value)
    {
        foreach (var candidate in Values)
            if (candidate == value) return true;
        return false;
    }

    // A label that is no number is neither greater nor less.
    private int Compare(string value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number.CompareTo(long.Parse(Values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture))
            : 0;
}
