using System.Collections.Concurrent;
using Kube.Shared.Metrics;

namespace Kube.Node.Probes;

/// <summary>How often each probe came to which result, for <c>/metrics/probes</c> (upstream's <c>prober_probe_total</c>). Safe for concurrent use.</summary>
internal sealed class ProbeCounts
{
    private const string Name = "prober_probe_total";
    private readonly ConcurrentDictionary<(string ContainerId, string Labels), long> _counts = new();

    /// <param name="subject">The probe.</param>
    /// <param name="result">What it came to; null: it could not be made.</param>
    public void Add(ProbeSubject subject, ProbeResult? result)
    {
        var pod = subject.Pod.Metadata;
        var word = result switch { ProbeResult.Success => "successful", ProbeResult.Failure => "failed", _ => "unknown" };
        var labels = $"container=\"{subject.Container.Name}\",namespace=\"{pod.Namespace}\",pod=\"{pod.Name}\",pod_uid=\"{pod.Uid}\",probe_type=\"{subject.Kind}\",result=\"{word}\"";
        _counts.AddOrUpdate((subject.ContainerId, labels), 1, static (_, count) => count + 1);
    }

    /// <summary>The container is gone.</summary>
    public void Remove(string containerId)
    {
        foreach (var key in _counts.Keys)
            if (key.ContainerId == containerId) _counts.TryRemove(key, out _);
    }

    public string Encode()
    {
        var text = new PrometheusText().Family(Name, "counter", "[BETA] Cumulative number of a liveness, readiness or startup probe for a container by result.");
        // Lives of a container count together, as they have the same labels.
        foreach (var group in _counts.GroupBy(pair => pair.Key.Labels, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
            text.Labelled(Name, group.Key, group.Sum(pair => pair.Value));
        return text.ToString();
    }
}
