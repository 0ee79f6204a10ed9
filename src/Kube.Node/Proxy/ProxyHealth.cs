using System.Globalization;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Node.Work;

namespace Kube.Node.Proxy;

/// <summary>Whether what is served is what should be (upstream's <c>pkg/proxy/healthcheck</c>, 1.36): a change that waits for too long says no. Safe for concurrent use.</summary>
internal sealed class ProxyHealth(TimeProvider time) : ICacheHandler<V1Node>
{
    private const string ToBeDeletedTaint = "ToBeDeletedByClusterAutoscaler";

    // Twice upstream's longest wait between two rounds.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private DateTimeOffset? _queued;
    private DateTimeOffset? _begun;
    private DateTimeOffset? _updated;
    private volatile bool _isEligible = true;

    /// <summary>Whether no change waits for too long.</summary>
    public bool IsHealthy
    {
        get
        {
            lock (_gate) return _updated is null || (_begun ?? _queued) is not { } since || time.GetUtcNow() - since < s_patience;
        }
    }

    /// <summary>When all was served last; null: not yet.</summary>
    public DateTimeOffset? LastUpdated
    {
        get
        {
            lock (_gate) return _updated;
        }
    }

    /// <summary>There is something to do.</summary>
    public void Queue()
    {
        lock (_gate) _queued ??= time.GetUtcNow();
    }

    /// <summary>A round begins on all that there is to do. What is queued from here on is not in it, and waits on.</summary>
    public void Begin()
    {
        lock (_gate) (_begun, _queued) = (_begun ?? _queued, null);
    }

    /// <summary>The round is done; without this, what was in it goes on waiting.</summary>
    public void Done()
    {
        lock (_gate) (_begun, _updated) = (null, time.GetUtcNow());
    }

    /// <summary>What load balancers ask of the node: no new traffic for one that is about to go.</summary>
    public StatusAnswer Healthz()
    {
        var isEligible = _isEligible;
        return Answer(IsHealthy && isEligible, $", \"nodeEligible\": {(isEligible ? "true" : "false")}");
    }

    /// <summary>What its keeper asks.</summary>
    public StatusAnswer Livez() => Answer(IsHealthy, "");

    public void Added(V1Node obj, bool isInitial) =>
        _isEligible = obj.Metadata.DeletionTimestamp is null && obj.Spec.Taints?.Exists(static taint => taint.Key == ToBeDeletedTaint) != true;

    public void Updated(V1Node old, V1Node current) => Added(current, isInitial: false);

    public void Deleted(V1Node last)
    {
        // Its proxy ends with it.
    }

    private StatusAnswer Answer(bool isFine, string more)
    {
        var now = time.GetUtcNow();
        var updated = isFine ? now : LastUpdated ?? default;
        return StatusAnswer.Json(isFine, $"{{\"lastUpdated\": \"{Text(updated)}\",\"currentTime\": \"{Text(now)}\"{more}}}");
    }

    // As Go writes a time.
    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF '+0000 UTC'", CultureInfo.InvariantCulture);
}
