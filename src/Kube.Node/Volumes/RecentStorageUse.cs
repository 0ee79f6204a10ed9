using System.Collections.Concurrent;
using Kube.Api.Models;

namespace Kube.Node.Volumes;

/// <summary>What was measured within the last minute, for whoever only reports it. Safe for concurrent use.</summary>
internal sealed class RecentStorageUse(IStorageUse? inner, TimeProvider time) : IStorageUse
{
    private static readonly TimeSpan s_age = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, (DateTimeOffset At, PodStorage Storage)> _known = new(StringComparer.Ordinal);

    public PodStorage Measure(V1Pod pod)
    {
        if (inner is null) return PodStorage.None;
        var now = time.GetUtcNow();
        if (_known.TryGetValue(pod.Metadata.Uid!, out var recent) && now - recent.At < s_age) return recent.Storage;
        foreach (var (uid, old) in _known)
            if (now - old.At > 2 * s_age) _known.TryRemove(uid, out _);
        var storage = inner.Measure(pod);
        _known[pod.Metadata.Uid!] = (now, storage);
        return storage;
    }
}
