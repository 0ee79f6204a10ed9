using Kube.Api.Models;
using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Pods;

/// <summary>Which pods an affinity term means, and over which domains.</summary>
internal sealed class PodTerm
{
    private readonly HashSet<string> _namespaces;
    private readonly CompiledSelector? _namespaceSelector;
    private readonly CompiledSelector? _selector;

    /// <summary>A term of a pod: without namespaces of its own it means the pod's.</summary>
    public PodTerm(V1PodAffinityTerm term, PodInfo owner)
    {
        TopologyKey = term.TopologyKey;
        _namespaceSelector = CompiledSelector.Of(term.NamespaceSelector);
        _namespaces = term.Namespaces is { Count: > 0 } named ? [.. named] : _namespaceSelector is null ? [owner.Namespace] : [];
        _selector = CompiledSelector.Of(term.LabelSelector, KeyRequirements(term, owner));
        Text = KeyOf(term, owner);
    }

    public string TopologyKey { get; }

    /// <summary>Equal for terms that mean the same.</summary>
    public string Text { get; }

    public bool Matches(PodInfo pod, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> namespaces)
    {
        if (_selector?.Matches(pod.Labels) != true) return false;
        if (_namespaces.Contains(pod.Namespace)) return true;
        return _namespaceSelector is not null && (_namespaceSelector.IsEmpty || _namespaceSelector.Matches(namespaces.GetValueOrDefault(pod.Namespace)));
    }

    /// <summary>Keys whose values are taken from the pod that has the term.</summary>
    private static IEnumerable<V1LabelSelectorRequirement> KeyRequirements(V1PodAffinityTerm term, PodInfo owner)
    {
        foreach (var key in term.MatchLabelKeys ?? [])
            if (owner.Labels?.TryGetValue(key, out var value) == true) yield return new() { Key = key, Operator = "In", Values = [value] };
        foreach (var key in term.MismatchLabelKeys ?? [])
            if (owner.Labels?.TryGetValue(key, out var value) == true) yield return new() { Key = key, Operator = "NotIn", Values = [value] };
    }

    private static string KeyOf(V1PodAffinityTerm term, PodInfo owner)
    {
        var key = new ShapeKey();
        key.Text(term.TopologyKey);
        key.Text(owner.Namespace);
        key.Texts(term.Namespaces);
        key.Selector(term.NamespaceSelector);
        key.Selector(term.LabelSelector);
        foreach (var requirement in KeyRequirements(term, owner))
        {
            key.Text(requirement.Key);
            key.Text(requirement.Operator);
            key.Texts(requirement.Values);
        }

        return key.Written.ToString();
    }
}
