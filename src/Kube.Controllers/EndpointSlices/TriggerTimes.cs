using System.Collections.Concurrent;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Controllers.Pods;

namespace Kube.Controllers.EndpointSlices;

/// <summary>Remembers what of each service has been dealt with, to tell since when its endpoints were due to change. Safe for concurrent use; one service is asked about by
/// one caller at a time.</summary>
internal sealed class TriggerTimes
{
    private readonly ConcurrentDictionary<ObjectKey, Seen> _seen = new();

    /// <summary>The earliest change that the last call did not know of; null when there is none.</summary>
    public DateTime? Next(V1Service service, IEnumerable<V1Pod> pods)
    {
        var seen = _seen.GetOrAdd(new ObjectKey(service.Metadata.Namespace!, service.Metadata.Name!), static _ => new Seen());
        DateTime? earliest = null;
        var times = new Dictionary<string, DateTime>();
        foreach (var pod in pods)
        {
            if (PodStates.Condition(pod, "Ready")?.LastTransitionTime is not { } time) continue;
            times[pod.Metadata.Name!] = time;
            if (!seen.Pods.TryGetValue(pod.Metadata.Name!, out var known) || time > known) earliest = Earlier(earliest, time);
        }

        seen.Pods = times;
        if (service.Metadata.CreationTimestamp is { } created && created > seen.Service)
        {
            earliest = Earlier(earliest, created);
            seen.Service = created;
        }

        return earliest;
    }

    /// <summary>Forgets a service that is gone.</summary>
    public void Forget(ObjectKey service) => _seen.TryRemove(service, out _);

    /// <summary>Writes, or takes back, the annotation that says since when a change was due.</summary>
    public static void Note(V1ObjectMeta metadata, DateTime? time)
    {
        if (time is { } some) (metadata.Annotations ??= [])[SliceNames.TriggerTime] = some.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'");
        else metadata.Annotations?.Remove(SliceNames.TriggerTime);
    }

    private static DateTime Earlier(DateTime? some, DateTime other) => some is { } one && one < other ? one : other;

    private sealed class Seen
    {
        public Dictionary<string, DateTime> Pods { get; set; } = [];

        public DateTime Service { get; set; } = DateTime.MinValue;
    }
}
