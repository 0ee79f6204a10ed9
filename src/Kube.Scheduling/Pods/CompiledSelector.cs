using Kube.Api.Models;

namespace Kube.Scheduling.Pods;

/// <summary>A label selector, ready to be held against labels. None selects nothing; an empty one selects everything.</summary>
internal sealed class CompiledSelector
{
    private readonly (string Key, string Value)[] _equal;
    private readonly V1LabelSelectorRequirement[] _requirements;

    private CompiledSelector((string Key, string Value)[] equal, V1LabelSelectorRequirement[] requirements)
    {
        _equal = equal;
        _requirements = requirements;
    }

    public bool IsEmpty => _equal.Length + _requirements.Length == 0;

    public static CompiledSelector? Of(V1LabelSelector? selector, IEnumerable<V1LabelSelectorRequirement>? more = null) => selector is null
        ? null
        : new([.. (selector.MatchLabels ?? []).Select(static label => (label.Key, label.Value))], [.. selector.MatchExpressions ?? [], .. more ?? []]);

    public bool Matches(IReadOnlyDictionary<string, string>? labels)
    {
        foreach (var (key, value) in _equal)
            if (labels is null || !labels.TryGetValue(key, out var has) || has != value) return false;
        foreach (var requirement in _requirements)
            if (!Matches(requirement, labels)) return false;
        return true;
    }

    private static bool Matches(V1LabelSelectorRequirement requirement, IReadOnlyDictionary<string, string>? labels)
    {
        string? value = null;
        var has = labels is not null && labels.TryGetValue(requirement.Key, out value);
        return requirement.Operator switch
        {
            "In" => has && requirement.Values?.Contains(value!) == true,
            "NotIn" => !has || requirement.Values?.Contains(value!) != true,
            "Exists" => has,
            "DoesNotExist" => !has,
            _ => false,
        };
    }
}
