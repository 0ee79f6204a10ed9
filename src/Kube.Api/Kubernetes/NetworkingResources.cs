using Kube.Api.Catalog;
using Kube.Api.Kubernetes.Networking;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes;

/// <summary>The group <c>networking.k8s.io</c>.</summary>
internal static class NetworkingResources
{
    public static IEnumerable<ResourceDefinition> Make() =>
    [
        new()
        {
            Codec = Codec("IngressClass"), Plural = "ingressclasses", Strategy = new IngressClassStrategy(), Table = NetworkingTables.IngressClass,
        },
        Ingresses(),
        new()
        {
            Codec = Codec("IPAddress"), Plural = "ipaddresses", ShortNames = ["ip"], Strategy = new IPAddressStrategy(), Table = NetworkingTables.IPAddress,
            UnknownFieldText = "\"{0}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"",
            SelectableFields = [new("spec.parentRef.group"), new("spec.parentRef.resource"), new("spec.parentRef.namespace"), new("spec.parentRef.name")],
        },
        new()
        {
            Codec = Codec("NetworkPolicy"), Plural = "networkpolicies", Namespaced = true, ShortNames = ["netpol"], Strategy = new NetworkPolicyStrategy(),
            Table = NetworkingTables.NetworkPolicy,
        },
        ServiceCidrs(),
    ];

    private static ResourceDefinition Ingresses()
    {
        var strategy = new IngressStrategy();
        return new()
        {
            Codec = Codec("Ingress"), Plural = "ingresses", Namespaced = true, ShortNames = ["ing"], Strategy = strategy, Table = NetworkingTables.Ingress,
            StorageName = "ingress", Subresources = [Kinds.Status<V1Ingress>(strategy, static (obj, old) => obj.Spec = old.Spec)],
        };
    }

    private static ResourceDefinition ServiceCidrs()
    {
        var strategy = new ServiceCidrStrategy();
        return new()
        {
            Codec = Codec("ServiceCIDR"), Plural = "servicecidrs", Strategy = strategy, Table = NetworkingTables.ServiceCidr,
            Subresources = [SubresourceDefinition.Status(new StatusStrategy<V1ServiceCIDR>(strategy, static (obj, old) => obj.Spec = old.Spec, keepsMetadata: true))],
        };
    }

    private static ObjectCodec Codec(string kind) => Kinds.Codec("networking.k8s.io", "v1", kind);
}
