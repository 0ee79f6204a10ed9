using System.Net;
using Kube.Api.Models;
using Kube.Controllers.EndpointSlices;
using Kube.Controllers.Pods;

namespace Kube.Controllers.Endpoints;

/// <summary>The subsets of an Endpoints object.</summary>
internal static class EndpointSubsets
{
    /// <summary>Most addresses that one object holds.</summary>
    public const int Capacity = 1000;

    /// <summary>Decides which addresses and ports a service has.</summary>
    public static List<V1EndpointSubset> Of(V1Service service, IEnumerable<V1Pod> pods)
    {
        var publish = service.Spec.PublishNotReadyAddresses == true;
        var family = ServicePods.Families(service)[0];
        var places = new List<Place>();
        foreach (var pod in pods)
        {
            if (!ServicePods.IsReachable(pod, includeTerminating: publish)) continue;
            if (ServicePods.Addresses(pod, family) is not [var ip, ..]) continue;
            var address = new V1EndpointAddress
            {
                Ip = ip, NodeName = pod.Spec.NodeName, TargetRef = ServicePods.Reference(pod), Hostname = ServicePods.Hostname(service, pod),
            };
            var ready = publish || PodStates.IsReady(pod);
            if (service.Spec.Ports is null or [])
            {
                if (ServicePods.IsHeadless(service)) places.Add(new(address, null, ready));
                continue;
            }

            foreach (var port in service.Spec.Ports)
                if (ServicePods.FindPort(port, pod) is { } number)
                    places.Add(new(address, new() { Name = port.Name, Port = number, Protocol = port.Protocol ?? "TCP", AppProtocol = port.AppProtocol }, ready));
        }

        return Pack(places);
    }

    /// <summary>Cuts subsets down to what an object holds: those that are not ready go first.</summary>
    /// <returns>Whether anything was cut.</returns>
    public static bool Truncate(List<V1EndpointSubset> subsets)
    {
        var ready = subsets.Sum(subset => (subset.Addresses ?? []).Count);
        var others = subsets.Sum(subset => (subset.NotReadyAddresses ?? []).Count);
        if (ready + others <= Capacity) return false;
        var cutReady = ready > Capacity;
        var room = cutReady ? Capacity : Capacity - ready;
        var total = cutReady ? ready : others;
        var left = room;
        foreach (var subset in subsets)
        {
            var list = cutReady ? subset.Addresses : subset.NotReadyAddresses;
            var count = (list ?? []).Count;
            // Each subset keeps its share, rounded up: the last one gets what is left.
            var keep = Math.Min(left, (int)Math.Ceiling((double)count / total * room));
            if (count > keep) list!.RemoveRange(keep, count - keep);
            if (cutReady) subset.NotReadyAddresses = null;
            left -= keep;
        }

        return true;
    }

    /// <summary>Whether two lists of subsets say the same.</summary>
    public static bool Same(List<V1EndpointSubset>? one, List<V1EndpointSubset>? other) =>
        (one ?? []).Count == (other ?? []).Count && (one ?? []).Zip(other ?? []).All(pair => pair.First.SemanticEquals(pair.Second));

    // Addresses with the same ports in the same states share a subset.
    private static List<V1EndpointSubset> Pack(List<Place> places)
    {
        var addresses = places.GroupBy(place => (place.Address.Ip, place.Address.TargetRef?.Uid, place.Ready))
            .Select(group => (
                Address: group.First().Address,
                group.Key.Ready,
                Ports: group.Where(place => place.Port is not null).Select(place => place.Port!).DistinctBy(Text).OrderBy(Text, StringComparer.Ordinal).ToList()));
        return [.. addresses
            .GroupBy(entry => string.Join(',', entry.Ports.Select(Text)))
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new V1EndpointSubset
            {
                Addresses = Sorted(group.Where(entry => entry.Ready).Select(entry => entry.Address)),
                NotReadyAddresses = Sorted(group.Where(entry => !entry.Ready).Select(entry => entry.Address)),
                Ports = group.First().Ports is { Count: > 0 } ports ? ports : null,
            })];
    }

    private static List<V1EndpointAddress>? Sorted(IEnumerable<V1EndpointAddress> addresses)
    {
        var sorted = addresses
            .OrderBy(address => IPAddress.TryParse(address.Ip, out var ip) ? Convert.ToHexString(ip.MapToIPv6().GetAddressBytes()) : address.Ip, StringComparer.Ordinal)
            .ThenBy(address => address.TargetRef?.Uid, StringComparer.Ordinal).ToList();
        return sorted.Count > 0 ? sorted : null;
    }

    private static string Text(Corev1EndpointPort port) => $"{port.Name}/{port.Port:D5}/{port.Protocol}/{port.AppProtocol}";

    private sealed record Place(V1EndpointAddress Address, Corev1EndpointPort? Port, bool Ready);
}
