using Kube.Api.Catalog;
using Kube.Api.Kubernetes.Resource;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes;

/// <summary>The group <c>resource.k8s.io</c>: devices and claims on them.</summary>
internal static class DeviceResources
{
    public static IEnumerable<ResourceDefinition> Make()
    {
        var claim = new DeviceClaimStrategy();
        return
        [
            new() { Codec = Codec("DeviceClass"), Plural = "deviceclasses", Strategy = new DeviceClassStrategy(), Table = ResourceTables.DeviceClass },
            new()
            {
                Codec = Codec("ResourceClaim"), Plural = "resourceclaims", Namespaced = true, Strategy = claim, Table = ResourceTables.Claim,
                Subresources =
                [
                    SubresourceDefinition.Status(
                        new StatusStrategy<Resourcev1ResourceClaim>(claim, static (obj, old) => obj.Spec = old.Spec, keepsMetadata: true)),
                ],
            },
            new()
            {
                Codec = Codec("ResourceClaimTemplate"), Plural = "resourceclaimtemplates", Namespaced = true, Strategy = new DeviceClaimTemplateStrategy(),
                Table = ResourceTables.ClaimTemplate,
            },
            new()
            {
                Codec = Codec("ResourceSlice"), Plural = "resourceslices", Strategy = new SliceStrategy(), Table = ResourceTables.Slice,
                SelectableFields = [new("spec.nodeName"), new("spec.driver")],
            },
        ];
    }

    /// <summary>Kinds whose rules upstream declares in their types count a name in bytes.</summary>
    public static NameRule DeclaredName { get; } = new(Validation.FormatRules.DnsSubdomainBytes);

    private static ObjectCodec Codec(string kind) => Kinds.Codec("resource.k8s.io", "v1", kind);
}
