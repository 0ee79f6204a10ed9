using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Endpoints;

/// <summary>How endpoints are shown: the first three addresses, and how many more there are.</summary>
internal static class EndpointsTable
{
    private const int Shown = 3;

    public static KindTable<V1Endpoints> Instance { get; } = new(
        [Columns.Name, Columns.Text("Endpoints", "Addresses and ports that are ready."), Columns.Age],
        static (endpoints, row) => row.Text(endpoints.Metadata.Name).Text(Format(endpoints)).Age(endpoints.Metadata.CreationTimestamp));

    private static string Format(V1Endpoints endpoints)
    {
        if (endpoints.Subsets is not { Count: > 0 }) return "<none>";
        var all = endpoints.Subsets.SelectMany(Pairs).ToList();
        var text = string.Join(',', all.Take(Shown));
        return all.Count > Shown ? $"{text} + {all.Count - Shown} more..." : text;
    }

    private static IEnumerable<string> Pairs(V1EndpointSubset subset)
    {
        if (subset.Ports is not { Count: > 0 }) return (subset.Addresses ?? []).Select(address => address.Ip);
        return subset.Ports.SelectMany(port => (subset.Addresses ?? []).Select(address => address.Ip.Contains(':') ? $"[{address.Ip}]:{port.Port}" : $"{address.Ip}:{port.Port}"));
    }
}
