using System.Collections.Immutable;
using System.Net;

namespace Kube.Node.Proxy;

/// <summary>Deals out the endpoints of one port of one service, in turn, and remembers which client stays with which. Safe for concurrent use: the rule is swapped whole,
/// the memory of clients is under a lock.</summary>
internal sealed class ServiceBalancer(ServicePortRule rule, TimeProvider time)
{
    /// <summary>Most clients remembered; past it those that have been away longest are forgotten.</summary>
    private const int MostClients = 16_384;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Stay> _stays = [];
    private volatile ServicePortRule _rule = rule;
    private int _turn = -1;

    /// <summary>Where the traffic goes now.</summary>
    public ServicePortRule Rule
    {
        get => _rule;
        set => _rule = value;
    }

    /// <summary>The endpoints to try for a client, the best first.</summary>
    public IReadOnlyList<ProxyEndpoint> Order(IPAddress client, bool isExternal)
    {
        var endpoints = Endpoints(isExternal);
        if (endpoints.Length == 0) return [];
        var first = Stayed(client, endpoints) is >= 0 and var kept ? kept : (int)((uint)Interlocked.Increment(ref _turn) % (uint)endpoints.Length);
        var order = new ProxyEndpoint[endpoints.Length];
        for (var i = 0; i < order.Length; i++) order[i] = endpoints[(first + i) % order.Length];
        return order;
    }

    /// <summary>The endpoints that the traffic may go to now.</summary>
    public ImmutableArray<ProxyEndpoint> Endpoints(bool isExternal) => isExternal ? _rule.External : _rule.Cluster;

    /// <summary>Notes that a client was served by an endpoint.</summary>
    public void Remember(IPAddress client, ProxyEndpoint endpoint)
    {
        if (_rule.Affinity is null) return;
        lock (_gate)
        {
            if (_stays.Count >= MostClients && !_stays.ContainsKey(client)) Trim();
            _stays[client] = new(endpoint.Target, time.GetTimestamp());
        }
    }

    private int Stayed(IPAddress client, ImmutableArray<ProxyEndpoint> endpoints)
    {
        if (_rule.Affinity is not { } affinity) return -1;
        lock (_gate)
        {
            if (!_stays.TryGetValue(client, out var stay) || time.GetElapsedTime(stay.Since) > affinity) return -1;
            for (var i = 0; i < endpoints.Length; i++)
                if (endpoints[i].Target.Equals(stay.Target)) return i;
            return -1;
        }
    }

    private void Trim()
    {
        foreach (var client in _stays.OrderBy(pair => pair.Value.Since).Take(MostClients / 4).Select(pair => pair.Key).ToList()) _stays.Remove(client);
    }

    private readonly record struct Stay(IPEndPoint Target, long Since);
}
