using System.Globalization;
using Kube.Api.Validation;

namespace Kube.Api.Cel.Schemas;

/// <summary>What the rules of a definition may cost together, by estimate. The limits are upstream's.</summary>
internal sealed class RuleCosts(FieldErrors errors)
{
    private const ulong RuleLimit = 10_000_000;
    private const ulong TotalLimit = 100_000_000;
    private const int Named = 4;

    private readonly List<(FieldPath Path, ulong Cost)> _costs = [];
    private ulong _total;

    /// <summary>Notes what a rule or message may cost, and refuses it when it alone is too much.</summary>
    public void Add(FieldPath path, string what, ulong cost)
    {
        if (cost > RuleLimit) errors.Forbidden(path, Describe(what, cost, RuleLimit));
        if (cost < 1) return;
        _costs.Add((path, cost));
        _total = _total + cost < _total ? ulong.MaxValue : _total + cost;
    }

    /// <summary>Refuses the whole when it is too much, and names what contributes most.</summary>
    public void CheckTotal(FieldPath root)
    {
        if (_total <= TotalLimit) return;
        foreach (var (path, _) in _costs.OrderByDescending(static cost => cost.Cost).Take(Named))
            errors.Forbidden(path, "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema");
        errors.Forbidden(root, Describe("x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema", _total, TotalLimit));
    }

    private static string Describe(string what, ulong cost, ulong limit)
    {
        var factor = (double)cost / limit;
        var text = factor > 100 ? "more than 100x" : factor.ToString(factor < 1.5 ? "F6" : "F1", CultureInfo.InvariantCulture) + "x";
        return $"{what} exceeds budget by factor of {text} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)";
    }
}
