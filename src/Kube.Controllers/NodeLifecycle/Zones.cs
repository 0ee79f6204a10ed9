using Kube.Api.Models;

namespace Kube.Controllers.NodeLifecycle;

/// <summary>The zones of a cluster, and how fast nodes in each may be emptied. Where much goes silent at once it is more likely the network than the nodes.</summary>
internal sealed class Zones(NodeLifecycleOptions options)
{
    private const int FewestForDisruption = 2;

    private readonly Dictionary<string, (ZoneState State, double Rate)> _zones = [];
    private readonly Dictionary<string, (double Tokens, DateTimeOffset At)> _buckets = [];

    /// <summary>Whether every zone is fully disrupted: then nobody is emptied, since this process may be the one that is cut off.</summary>
    public bool AllDisrupted { get; private set; }

    /// <summary>The zone of a node.</summary>
    public static string Of(V1Node node)
    {
        var labels = node.Metadata.Labels;
        return $"{labels?.GetValueOrDefault("topology.kubernetes.io/region")}:{labels?.GetValueOrDefault("topology.kubernetes.io/zone")}";
    }

    /// <summary>Looks at all nodes.</summary>
    /// <returns>Whether all zones were fully disrupted and are no more: then nodes get their time anew.</returns>
    public bool Update(IEnumerable<V1Node> nodes)
    {
        var were = AllDisrupted;
        _zones.Clear();
        foreach (var zone in nodes.GroupBy(Of))
        {
            var total = zone.Count();
            var unready = zone.Count(node => NodeTaints.Condition(node, "Ready")?.Status != "True");
            var state = unready == total ? ZoneState.FullDisruption
                : unready > FewestForDisruption && (double)unready / total >= options.UnhealthyZoneThreshold ? ZoneState.PartialDisruption
                : ZoneState.Normal;
            var rate = state != ZoneState.PartialDisruption ? options.EvictionRate
                : total > options.LargeZoneThreshold ? options.SecondaryEvictionRate
                : 0;
            _zones[zone.Key] = (state, rate);
        }

        AllDisrupted = _zones.Count > 0 && _zones.Values.All(zone => zone.State == ZoneState.FullDisruption);
        return were && !AllDisrupted;
    }

    /// <summary>Whether one more node of a zone may be emptied now.</summary>
    public bool TryTake(string zone, DateTimeOffset now)
    {
        if (AllDisrupted || !_zones.TryGetValue(zone, out var known)) return false;
        var (tokens, at) = _buckets.GetValueOrDefault(zone, (1, now));
        tokens = Math.Min(1, tokens + ((now - at).TotalSeconds * known.Rate));
        var may = known.Rate > 0 && tokens >= 1 - 1e-9;
        _buckets[zone] = (may ? tokens - 1 : tokens, now);
        return may;
    }
}
