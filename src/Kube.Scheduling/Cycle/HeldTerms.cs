using Kube.Api.Models;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Pods;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Cycle;

/// <summary>The affinity terms of the pods on nodes: they have a say about pods that come after them. Pods of one template hold one term together.</summary>
internal sealed class HeldTerms : IPlacementObserver
{
    private readonly Dictionary<string, HeldTerm> _antiAffinity = [];
    private readonly Dictionary<(string Text, int Weight), HeldTerm> _preferences = [];

    /// <summary>What a required affinity of a pod that is there counts for when it meets one that comes.</summary>
    public const int HardAffinityWeight = 1;

    /// <summary>Pods that must not come near.</summary>
    public IEnumerable<HeldTerm> AntiAffinity => _antiAffinity.Values;

    /// <summary>Pods that had better come near, or not, by weight.</summary>
    public IEnumerable<KeyValuePair<(string Text, int Weight), HeldTerm>> Preferences => _preferences;

    public bool HasAntiAffinity => _antiAffinity.Count > 0;

    public bool HasPreferences => _preferences.Count > 0;

    public void Added(PlacedPod placed) => Count(placed, 1);

    public void Removed(PlacedPod placed) => Count(placed, -1);

    private void Count(PlacedPod placed, int change)
    {
        var pod = placed.Pod;
        var (affinity, anti) = (pod.Shape.PodAffinity, pod.Shape.PodAntiAffinity);
        if (affinity is null && anti is null) return;
        foreach (var term in anti?.RequiredDuringSchedulingIgnoredDuringExecution ?? []) Count(_antiAffinity, Compile(term, pod), static term => term.Text, placed.Row, change);
        foreach (var term in affinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? []) Prefer(term, HardAffinityWeight, placed, change);
        foreach (var term in affinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? []) Prefer(term.PodAffinityTerm, term.Weight, placed, change);
        foreach (var term in anti?.PreferredDuringSchedulingIgnoredDuringExecution ?? []) Prefer(term.PodAffinityTerm, -term.Weight, placed, change);
    }

    private void Prefer(V1PodAffinityTerm term, int weight, PlacedPod placed, int change) =>
        Count(_preferences, Compile(term, placed.Pod), compiled => (compiled.Text, weight), placed.Row, change);

    private static PodTerm Compile(V1PodAffinityTerm term, PodInfo pod) => new(term, pod);

    private static void Count<TKey>(Dictionary<TKey, HeldTerm> held, PodTerm term, Func<PodTerm, TKey> keyOf, int row, int change)
        where TKey : notnull
    {
        var key = keyOf(term);
        if (!held.TryGetValue(key, out var known)) held.Add(key, known = new(term, new(static _ => false)));
        known.Holders.Add(row, change);
        if (known.Holders.Total == 0) held.Remove(key);
    }
}
