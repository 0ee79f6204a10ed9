using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Discovery.EndpointSlices;

/// <summary>How endpoint slices are shown.</summary>
internal static class EndpointSliceTable
{
    private const int Shown = 3;

    public static KindTable<V1EndpointSlice> Instance { get; } = new(
        [
            Columns.Name,
            Columns.Text("AddressType", "What kind of addresses it holds."),
            Columns.Text("Ports", "Port numbers of its endpoints."),
            Columns.Text("Endpoints", "Addresses of its endpoints."),
            Columns.Age,
        ],
        static (slice, row) => row
            .Text(slice.Metadata.Name)
            .Text(slice.AddressType)
            .Text(Ports(slice.Ports))
            .Text(List((slice.Endpoints ?? []).SelectMany(endpoint => endpoint.Addresses ?? []).ToList(), "<unset>"))
            .Age(slice.Metadata.CreationTimestamp));

    private static string Ports(List<Discoveryv1EndpointPort>? ports) => ports is not { Count: > 0 }
        ? "<unset>"
        : List([.. ports.Select(port => port.Port is { } number ? number.ToString() : port.Name is { Length: > 0 } name ? name : "*")], "");

    private static string List(List<string> items, string none)
    {
        if (items.Count == 0) return none;
        var text = string.Join(',', items.Take(Shown));
        return items.Count > Shown ? $"{text} + {items.Count - Shown} more..." : text;
    }
}
