using Kube.Api.Models;
using Kube.Api.Tables;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Services;

/// <summary>How services are shown.</summary>
internal static class ServiceTable
{
    private const string NoValue = "<none>";

    public static KindTable<V1Service> Instance { get; } = new(
        [
            Columns.Name,
            Columns.Text("Type", "How the service is exposed."),
            Columns.Text("Cluster-IP", "The service's address inside the cluster."),
            Columns.Text("External-IP", "Addresses at which the service is reached from outside."),
            Columns.Text("Port(s)", "The ports, their node ports and protocols."),
            Columns.Age,
            Columns.Wide("Selector", "Labels of the pods behind the service."),
        ],
        static (service, row) => row
            .Text(service.Metadata.Name)
            .Text(service.Spec.Type)
            .Text(service.Spec.ClusterIPs is [var ip, ..] ? ip : NoValue)
            .Text(ExternalAddresses(service))
            .Text(Ports(service.Spec.Ports))
            .Age(service.Metadata.CreationTimestamp)
            .Text(LabelSelectorValidation.Format(service.Spec.Selector)));

    private static string ExternalAddresses(V1Service service)
    {
        var spec = service.Spec;
        switch (spec.Type)
        {
            case ServiceTypes.ClusterIP or ServiceTypes.NodePort:
                return spec.ExternalIPs is { Count: > 0 } ips ? string.Join(',', ips) : NoValue;
            case ServiceTypes.LoadBalancer:
                var given = LoadBalancerAddresses(service.Status.LoadBalancer);
                if (spec.ExternalIPs is { Count: > 0 } more)
                    return string.Join(',', given.Length > 0 ? [.. given.Split(','), .. more] : more);
                return given.Length > 0 ? given : "<pending>";
            case ServiceTypes.ExternalName:
                return spec.ExternalName ?? "";
            default:
                return "<unknown>";
        }
    }

    private static string LoadBalancerAddresses(V1LoadBalancerStatus? status)
    {
        var addresses = (status?.Ingress ?? [])
            .Select(ingress => !string.IsNullOrEmpty(ingress.Ip) ? ingress.Ip : ingress.Hostname)
            .Where(address => !string.IsNullOrEmpty(address));
        return string.Join(',', addresses.Distinct().Order(StringComparer.Ordinal));
    }

    private static string Ports(List<V1ServicePort>? ports) => ports is not { Count: > 0 }
        ? NoValue
        : string.Join(',', ports.Select(port => port.NodePort is > 0 ? $"{port.Port}:{port.NodePort}/{port.Protocol}" : $"{port.Port}/{port.Protocol}"));
}
