using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Kube.Api.Models;

namespace Kube.Node.Proxy;

/// <summary>Which endpoints get a service's traffic: the ready ones; while there is none, those that still serve on their way out (KEP-1669), so that a rollout loses no
/// request.</summary>
internal static class EndpointChoice
{
    private const int DefaultAffinitySeconds = 10800;

    public static ServicePortRule Rule(V1Service service, V1ServicePort port, IReadOnlyList<V1EndpointSlice> slices, AddressFamily family, NodePlace place)
    {
        var candidates = Candidates(slices, port, family, place.Node);
        var clusterLocal = service.Spec.InternalTrafficPolicy == "Local";
        var externalLocal = service.Spec.ExternalTrafficPolicy == "Local";
        return new(
            new(service.Metadata.Namespace!, service.Metadata.Name!, port.Name ?? "", port.Protocol ?? "TCP"),
            Choose(candidates, clusterLocal, place),
            Choose(candidates, externalLocal, place),
            service.Spec.SessionAffinity == "ClientIP"
                ? TimeSpan.FromSeconds(service.Spec.SessionAffinityConfig?.ClientIP?.TimeoutSeconds ?? DefaultAffinitySeconds)
                : null)
        {
            Anywhere = Choose(candidates, localOnly: false, place),
            IsClusterLocal = clusterLocal,
            IsExternalLocal = externalLocal,
        };
    }

    /// <summary>How many endpoints of a service are on this node and ready: what a load balancer asks for. One with addresses of both families is one.</summary>
    public static int ReadyHere(IReadOnlyList<V1EndpointSlice> slices, string node) => slices
        .SelectMany(slice => slice.Endpoints ?? [], static (slice, endpoint) => (slice.AddressType, Endpoint: endpoint))
        .Where(one => one.Endpoint.NodeName == node && (one.Endpoint.Conditions.Ready ?? true))
        .Select(static one => (one.AddressType, Address: one.Endpoint.Addresses is [var address, ..] ? address : ""))
        .Distinct().CountBy(static one => one.AddressType)
        .Select(static family => family.Value).DefaultIfEmpty().Max();

    private static List<Candidate> Candidates(IReadOnlyList<V1EndpointSlice> slices, V1ServicePort port, AddressFamily family, string node)
    {
        var type = family == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4";
        var seen = new Dictionary<IPEndPoint, Candidate>();
        foreach (var slice in slices)
        {
            if (slice.AddressType != type || NumberOf(slice, port) is not { } number) continue;
            foreach (var endpoint in slice.Endpoints ?? [])
            {
                if (endpoint.Addresses is not [var text, ..] || !IPAddress.TryParse(text, out var address)) continue;
                var ready = endpoint.Conditions.Ready ?? true;
                var candidate = new Candidate(
                    new(new IPEndPoint(address, number), endpoint.NodeName == node),
                    ready,
                    (endpoint.Conditions.Serving ?? ready) && endpoint.Conditions.Terminating == true,
                    endpoint.Hints);
                // While an endpoint moves between slices it is in both: the one that is ready counts.
                if (!seen.TryGetValue(candidate.Endpoint.Target, out var known) || (candidate.IsReady && !known.IsReady))
                    seen[candidate.Endpoint.Target] = candidate;
            }
        }

        return [.. seen.Values.OrderBy(candidate => candidate.Endpoint.Target.ToString(), StringComparer.Ordinal)];
    }

    // A port without a number stands for all ports (not served); no ports at all is a placeholder.
    private static int? NumberOf(V1EndpointSlice slice, V1ServicePort port)
    {
        foreach (var candidate in slice.Ports ?? [])
            if ((candidate.Name ?? "") == (port.Name ?? "") && (candidate.Protocol ?? "TCP") == (port.Protocol ?? "TCP")) return candidate.Port;
        return null;
    }

    private static ImmutableArray<ProxyEndpoint> Choose(List<Candidate> candidates, bool localOnly, NodePlace place)
    {
        var allowed = localOnly ? candidates.FindAll(candidate => candidate.Endpoint.IsLocal) : candidates;
        var ready = allowed.FindAll(candidate => candidate.IsReady);
        if (!localOnly) ready = Near(ready, place);
        return [.. (ready.Count > 0 ? ready : allowed.FindAll(candidate => candidate.IsDraining)).Select(candidate => candidate.Endpoint)];
    }

    // Hints count only when every endpoint has one and some endpoint is meant for this place: half-written hints must not leave it without any.
    private static List<Candidate> Near(List<Candidate> ready, NodePlace place)
    {
        if (ready.TrueForAll(candidate => candidate.Hints?.ForNodes is { Count: > 0 })
            && ready.FindAll(candidate => candidate.Hints!.ForNodes!.Exists(hint => hint.Name == place.Node)) is { Count: > 0 } here)
            return here;
        if (place.Zone is { } zone && ready.TrueForAll(candidate => candidate.Hints?.ForZones is { Count: > 0 })
            && ready.FindAll(candidate => candidate.Hints!.ForZones!.Exists(hint => hint.Name == zone)) is { Count: > 0 } near)
            return near;
        return ready;
    }

    private sealed record Candidate(ProxyEndpoint Endpoint, bool IsReady, bool IsDraining, V1EndpointHints? Hints);
}
