using Kube.Api.Models;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Loop;
using Kube.Scheduling.Pods;

namespace Kube.Scheduling.Simulation;

/// <summary>A cluster that only exists in memory, on which pods are scheduled as on the real one; without preemption. Used by one thread at a time.</summary>
public sealed class Simulation
{
    private readonly PodShapes _shapes = new();
    private readonly Func<ClusterModel, IReadOnlyDictionary<string, SchedulingProfile>> _makeProfiles;
    private readonly IReadOnlyDictionary<string, SchedulingProfile> _profiles;

    internal Simulation(Func<ClusterModel, IReadOnlyDictionary<string, SchedulingProfile>> makeProfiles)
    {
        _makeProfiles = makeProfiles;
        _profiles = makeProfiles(Cluster);
    }

    /// <summary>The simulated cluster.</summary>
    public ClusterView View => Cluster.View;

    internal ClusterModel Cluster { get; } = new();

    /// <summary>A copy that goes its own way.</summary>
    public Simulation Fork()
    {
        var fork = new Simulation(_makeProfiles);
        ClusterCopy.Of(Cluster).ApplyTo(fork.Cluster);
        return fork;
    }

    /// <summary>Adds a node, or replaces the one of its name. The node is shared; do not change it.</summary>
    public void SetNode(V1Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        Cluster.Nodes.SetNode(node);
    }

    /// <summary>Removes a node; its pods still count under its name, as they do while a real node is replaced.</summary>
    public void RemoveNode(string name) => Cluster.Nodes.RemoveNode(name);

    /// <summary>Puts a pod on a node, whether it fits or not. Pods are known by their uids.</summary>
    public void Place(V1Pod pod, string nodeName)
    {
        ArgumentNullException.ThrowIfNull(pod);
        RemovePod(pod.Metadata.Uid ?? "");
        Cluster.Place(_shapes.Info(pod), nodeName);
    }

    /// <summary>Takes a pod off its node.</summary>
    /// <returns>Whether it was on one.</returns>
    public bool RemovePod(string uid)
    {
        if (!Cluster.TryFind(uid, out var placed)) return false;
        Cluster.Remove(placed);
        return true;
    }

    /// <summary>Finds the best node for a pod and leaves everything as it is.</summary>
    public SimulatedPlacement Try(V1Pod pod) => Schedule(pod, places: false);

    /// <summary>Finds the best node for a pod and puts it there.</summary>
    public SimulatedPlacement Schedule(V1Pod pod) => Schedule(pod, places: true);

    /// <summary>The verdict on every node, by its name: why those cannot take the pod that cannot.</summary>
    public IReadOnlyDictionary<string, Verdict> Explain(V1Pod pod)
    {
        ArgumentNullException.ThrowIfNull(pod);
        var info = _shapes.Info(pod);
        var state = new CycleState();
        var evaluator = ProfileOf(info).Evaluator;
        var failure = evaluator.Evaluate(info, state).Failure ?? new FitFailure(evaluator, info, state);
        return View.Nodes.ToDictionary(static node => node.Name, failure.Of);
    }

    private SimulatedPlacement Schedule(V1Pod pod, bool places)
    {
        ArgumentNullException.ThrowIfNull(pod);
        var info = _shapes.Info(pod);
        var placement = ProfileOf(info).Evaluator.Evaluate(info, new CycleState());
        if (placement.Failure is { } failure) return new(null, failure.Message);
        var nodeName = Cluster.Nodes.NameOf(placement.Row);
        if (places) Cluster.Place(info, nodeName);
        return new(nodeName, "");
    }

    private SchedulingProfile ProfileOf(PodInfo pod) =>
        _profiles.TryGetValue(pod.SchedulerName, out var profile) ? profile : throw new ArgumentException($"no profile schedules the pods of {pod.SchedulerName}");
}
