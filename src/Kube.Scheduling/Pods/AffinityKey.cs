using Kube.Api.Models;

namespace Kube.Scheduling.Pods;

/// <summary>The affinity part of a <see cref="ShapeKey"/>.</summary>
internal readonly struct AffinityKey(ShapeKey key)
{
    public void Write(V1Affinity affinity)
    {
        if (affinity.NodeAffinity is { } node) Node(node);
        key.Mark('/');
        Terms(affinity.PodAffinity?.RequiredDuringSchedulingIgnoredDuringExecution, affinity.PodAffinity?.PreferredDuringSchedulingIgnoredDuringExecution);
        key.Mark('/');
        Terms(affinity.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution, affinity.PodAntiAffinity?.PreferredDuringSchedulingIgnoredDuringExecution);
    }

    private void Node(V1NodeAffinity affinity)
    {
        if (affinity.RequiredDuringSchedulingIgnoredDuringExecution is { } required)
        {
            key.Mark('r');
            foreach (var term in required.NodeSelectorTerms) Term(term);
        }

        foreach (var preferred in affinity.PreferredDuringSchedulingIgnoredDuringExecution ?? [])
        {
            key.Mark('p');
            key.Number(preferred.Weight);
            Term(preferred.Preference);
        }
    }

    private void Term(V1NodeSelectorTerm term)
    {
        key.Mark('t');
        Requirements(term.MatchExpressions);
        key.Mark('f');
        Requirements(term.MatchFields);
    }

    private void Requirements(List<V1NodeSelectorRequirement>? requirements)
    {
        key.Number(requirements?.Count ?? -1);
        foreach (var requirement in requirements ?? [])
        {
            key.Text(requirement.Key);
            key.Text(requirement.Operator);
            key.Texts(requirement.Values);
        }
    }

    private void Terms(List<V1PodAffinityTerm>? required, List<V1WeightedPodAffinityTerm>? preferred)
    {
        foreach (var term in required ?? [])
        {
            key.Mark('r');
            Pods(term);
        }

        foreach (var weighted in preferred ?? [])
        {
            key.Mark('p');
            key.Number(weighted.Weight);
            Pods(weighted.PodAffinityTerm);
        }
    }

    private void Pods(V1PodAffinityTerm term)
    {
        key.Text(term.TopologyKey);
        key.Texts(term.Namespaces);
        key.Texts(term.MatchLabelKeys);
        key.Texts(term.MismatchLabelKeys);
        key.Selector(term.LabelSelector);
        key.Selector(term.NamespaceSelector);
    }
}
