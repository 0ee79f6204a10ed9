using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Endpoints;

/// <summary>Puts subsets into upstream's canonical form (<c>endpoints.RepackSubsets</c>): one subset per set of ports, everything sorted, nothing twice.</summary>
internal static class EndpointSubsets
{
    public static void Repack(V1Endpoints endpoints)
    {
        if (endpoints.Subsets is not { Count: > 0 } subsets) return;
        var byPorts = new Dictionary<string, V1EndpointSubset>(StringComparer.Ordinal);
        foreach (var subset in subsets)
        {
            var ports = (subset.Ports ?? []).OrderBy(PortKey, StringComparer.Ordinal).ToList();
            var key = string.Join('|', ports.Select(PortKey));
            if (!byPorts.TryGetValue(key, out var packed)) byPorts.Add(key, packed = new V1EndpointSubset { Ports = ports.Count == 0 ? null : ports });
            Merge(packed, subset);
        }

        endpoints.Subsets = [.. byPorts.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value)];
    }

    private static void Merge(V1EndpointSubset into, V1EndpointSubset from)
    {
        // An address that is both ready and not is not ready.
        var unready = Join(into.NotReadyAddresses, from.NotReadyAddresses);
        var keys = (unready ?? []).Select(AddressKey).ToHashSet(StringComparer.Ordinal);
        var ready = Join(into.Addresses, from.Addresses)?.Where(address => !keys.Contains(AddressKey(address))).ToList();
        into.Addresses = ready is { Count: > 0 } ? ready : null;
        into.NotReadyAddresses = unready;
    }

    private static List<V1EndpointAddress>? Join(List<V1EndpointAddress>? left, List<V1EndpointAddress>? right)
    {
        var all = (left ?? []).Concat(right ?? []).DistinctBy(AddressKey).OrderBy(AddressKey, StringComparer.Ordinal).ToList();
        return all.Count == 0 ? null : all;
    }

    private static string AddressKey(V1EndpointAddress address) => $"{address.Ip}/{address.TargetRef?.Uid}";

    private static string PortKey(Corev1EndpointPort port) => $"{port.Name}/{port.Protocol}/{port.Port:D5}/{port.AppProtocol}";
}
