using System.Collections.Concurrent;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;

namespace Kube.Node.StaticPods;

/// <summary>Stands between the cluster's pods and the workers: mirrors are only noted, for they run as the static pods that they show. Safe for concurrent use.</summary>
internal sealed class MirrorPods(ICacheHandler<V1Pod> workers) : ICacheHandler<V1Pod>
{
    private readonly ConcurrentDictionary<ObjectKey, V1Pod> _mirrors = new();

    /// <summary>Called when a mirror came, changed or went; only takes notes.</summary>
    public Action<V1Pod>? Changed { get; set; }

    public IEnumerable<KeyValuePair<ObjectKey, V1Pod>> All => _mirrors;

    /// <summary>The object that shows a static pod; null: there is none now.</summary>
    public V1Pod? Of(V1Pod pod) => _mirrors.GetValueOrDefault(KeyOf(pod));

    public void Added(V1Pod obj, bool isInitial)
    {
        if (StaticPodMarks.IsMirror(obj)) Note(obj);
        else workers.Added(obj, isInitial);
    }

    public void Updated(V1Pod old, V1Pod current)
    {
        if (StaticPodMarks.IsMirror(current)) Note(current);
        else workers.Updated(old, current);
    }

    public void Deleted(V1Pod last)
    {
        if (!StaticPodMarks.IsMirror(last))
        {
            workers.Deleted(last);
            return;
        }

        _mirrors.TryRemove(KeyOf(last), out _);
        Changed?.Invoke(last);
    }

    private static ObjectKey KeyOf(V1Pod pod) => new(pod.Metadata.Namespace!, pod.Metadata.Name!);

    private void Note(V1Pod mirror)
    {
        _mirrors[KeyOf(mirror)] = mirror;
        Changed?.Invoke(mirror);
    }
}
