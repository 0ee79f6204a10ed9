using Kube.Api.Models;

namespace Kube.Controllers.EndpointSlices;

/// <summary>Endpoints that may share slices: of one address family, with the same ports.</summary>
/// <param name="AddressType"><c>IPv4</c> or <c>IPv6</c>.</param>
/// <param name="Ports">Their ports.</param>
/// <param name="Endpoints">The endpoints, no address twice.</param>
internal sealed record SliceGroup(string AddressType, List<Discoveryv1EndpointPort> Ports, List<V1Endpoint> Endpoints)
{
    /// <summary>What tells groups apart.</summary>
    public static string Key(string addressType, IEnumerable<Discoveryv1EndpointPort>? ports) =>
        addressType + ";" + string.Join(',', (ports ?? [])
            .Select(port => $"{port.Name}/{port.Port}/{port.Protocol}/{port.AppProtocol}").Order(StringComparer.Ordinal));
}
