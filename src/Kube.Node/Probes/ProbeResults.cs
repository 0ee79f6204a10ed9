using System.Collections.Concurrent;

namespace Kube.Node.Probes;

/// <summary>The newest verdict of each probe, by container id. Safe for concurrent use: probes write, pod workers read.</summary>
internal sealed class ProbeResults
{
    private readonly ConcurrentDictionary<(string ContainerId, ProbeKind Kind), ProbeResult> _results = new();

    /// <summary>How often they came to what.</summary>
    public ProbeCounts Counts { get; } = new();

    /// <returns>Null when that container has no such probe, or it has not begun.</returns>
    public ProbeResult? Get(string containerId, ProbeKind kind) => _results.TryGetValue((containerId, kind), out var result) ? result : null;

    /// <returns>Whether that is news.</returns>
    public bool Set(string containerId, ProbeKind kind, ProbeResult result)
    {
        var key = (containerId, kind);
        if (_results.TryGetValue(key, out var before) && before == result) return false;
        _results[key] = result;
        return true;
    }

    public void Remove(string containerId)
    {
        Counts.Remove(containerId);
        foreach (var kind in (ReadOnlySpan<ProbeKind>)[ProbeKind.Liveness, ProbeKind.Readiness, ProbeKind.Startup])
            _results.TryRemove((containerId, kind), out _);
    }
}
