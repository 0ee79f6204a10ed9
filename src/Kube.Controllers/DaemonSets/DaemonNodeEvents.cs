using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.DaemonSets;

/// <summary>Turns changes of nodes into keys of the sets that they concern. Heartbeats concern none.</summary>
internal sealed class DaemonNodeEvents(IResourceCache<V1DaemonSet> sets, IReconcileQueue queue) : ICacheHandler<V1Node>
{
    public void Added(V1Node obj, bool isInitial)
    {
        foreach (var set in sets.List(""))
            if (DaemonPods.Belongs(set, obj).Run) queue.Add(set.Key(), isInitial);
    }

    public void Updated(V1Node old, V1Node current)
    {
        if (Same(old.Metadata.Labels, current.Metadata.Labels) && SameTaints(old, current)) return;
        foreach (var set in sets.List(""))
            if (DaemonPods.Belongs(set, old) != DaemonPods.Belongs(set, current)) queue.Add(set.Key(), isInitial: false);
    }

    public void Deleted(V1Node last) => Added(last, isInitial: false);

    private static bool Same(Dictionary<string, string>? one, Dictionary<string, string>? other) =>
        (one?.Count ?? 0) == (other?.Count ?? 0) && (one ?? []).All(pair => other!.GetValueOrDefault(pair.Key) == pair.Value);

    private static bool SameTaints(V1Node one, V1Node other) =>
        (one.Spec.Taints ?? []).Select(static taint => (taint.Key, taint.Value, taint.Effect))
        .SequenceEqual((other.Spec.Taints ?? []).Select(static taint => (taint.Key, taint.Value, taint.Effect)));
}
