using System.Diagnostics.CodeAnalysis;
using Kube.Api.Models;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Cycle;

/// <summary>Everything that placement depends on: nodes, the pods on them, and those that were promised a node. Belongs to the scheduling loop.</summary>
internal sealed class ClusterModel
{
    private readonly Dictionary<string, PlacedPod> _pods = [];

    public ClusterModel()
    {
        View = new(Nodes);
        Matches = new(this);
        HeldTerms = new();
        Counts.Add(Matches);
        Counts.Add(HeldTerms);
    }

    public NodeColumns Nodes { get; } = new();

    public ClusterView View { get; }

    public Nominations Nominations { get; } = new();

    public Evictions Evictions { get; } = new();

    public Dictionary<string, IReadOnlyDictionary<string, string>> NamespaceLabels { get; } = [];

    public Dictionary<string, V1PodDisruptionBudget> Budgets { get; } = [];

    public MatchCounts Matches { get; }

    public HeldTerms HeldTerms { get; }

    public PlacementCounts Counts { get; } = new();

    public IReadOnlyDictionary<string, PlacedPod> Pods => _pods;

    public bool TryFind(string uid, [NotNullWhen(true)] out PlacedPod? placed) => _pods.TryGetValue(uid, out placed);

    public PlacedPod Place(PodInfo pod, string nodeName)
    {
        var placed = Nodes.AddPod(pod, nodeName);
        _pods.Add(pod.Uid, placed);
        Counts.Added(placed);
        return placed;
    }

    public void Remove(PlacedPod placed)
    {
        Counts.Removed(placed);
        _pods.Remove(placed.Pod.Uid);
        Nodes.RemovePod(placed);
    }

    /// <summary>What follows is undone before <see cref="EndTrial"/>, so nobody needs to look at the nodes again.</summary>
    public void BeginTrial() => Nodes.Changes.Trials++;

    public void EndTrial() => Nodes.Changes.Trials--;

    /// <summary>Takes a pod off its node by way of trial; it stays known.</summary>
    public void Lift(PlacedPod placed)
    {
        Counts.Removed(placed);
        Nodes.RemovePod(placed);
    }

    public void PutBack(PlacedPod placed)
    {
        Nodes.AddPod(placed);
        Counts.Added(placed);
    }

    public void Update(PlacedPod placed, PodInfo pod)
    {
        Counts.Removed(placed);
        Nodes.UpdatePod(placed, pod);
        Counts.Added(placed);
    }
}
