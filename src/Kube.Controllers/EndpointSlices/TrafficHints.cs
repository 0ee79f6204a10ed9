using Kube.Api.Models;

namespace Kube.Controllers.EndpointSlices;

/// <summary>Hints by a service's traffic distribution: which zones and nodes an endpoint is for.</summary>
internal static class TrafficHints
{
    /// <summary>Puts the hints on endpoints.</summary>
    public static void Apply(V1Service service, IEnumerable<V1Endpoint> endpoints)
    {
        var sameNode = service.Spec.TrafficDistribution is "PreferSameNode";
        if (!sameNode && service.Spec.TrafficDistribution is not ("PreferClose" or "PreferSameZone")) return;
        foreach (var endpoint in endpoints)
        {
            if (endpoint.Conditions.Ready != true) continue;
            var zones = endpoint.Zone is { } zone ? new List<V1ForZone> { new() { Name = zone } } : null;
            var nodes = sameNode && endpoint.NodeName is { } node ? new List<V1ForNode> { new() { Name = node } } : null;
            if (zones is not null || nodes is not null) endpoint.Hints = new V1EndpointHints { ForZones = zones, ForNodes = nodes };
        }
    }
}
