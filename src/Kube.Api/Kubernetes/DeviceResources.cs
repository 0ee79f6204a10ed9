using Kube.Api.Catalog;
using Kube.Api.Kubernetes.Resource;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes;

/// <summary>The group <c>resource.k8s.io</c>: devices and claims on them.</summary>
internal static class DeviceResources
{
    public static IEnumerable<ResourceDefinition> Make()
    {
        var claim = new PlainStatusStrategy<Resourcev1ResourceClaim>(
            static obj => obj.Status = new V1ResourceClaimStatus(), static (obj, old) => obj.Status = old.Status)
        {
            ReturnsDeleted = true,
        };
        return
        [
            new()
            {
                Codec = Codec("DeviceClass"), Plural = "deviceclasses", Table = ResourceTables.DeviceClass,
                Strategy = new PlainStatusStrategy<V1DeviceClass>(
                    static _ => { }, static (_, _) => { }, static (obj, old) => !obj.Spec.SemanticEquals(old.Spec), DeclaredName) { ReturnsDeleted = true },
            },
            new()
            {
                Codec = Codec("ResourceClaim"), Plural = "resourceclaims", Namespaced = true, Strategy = claim, Table = ResourceTables.Claim,
                Subresources = [Kinds.Status<Resourcev1ResourceClaim>(claim, static (obj, old) => obj.Spec = old.Spec)],
            },
            new()
            {
                Codec = Codec("ResourceClaimTemplate"), Plural = "resourceclaimtemplates", Namespaced = true, 
                Strategy = new PlainStatusStrategy<V1ResourceClaimTemplate>(static _ => { }, static (_, _) => { }) { ReturnsDeleted = true },
                Table = ResourceTables.ClaimTemplate,
            },
            new()
            {
                Codec = Codec("ResourceSlice"), Plural = "resourceslices", Table = ResourceTables.Slice, SelectableFields = [new("spec.nodeName"), new("spec.driver")],
                Strategy = new PlainStatusStrategy<V1ResourceSlice>(static _ => { }, static (_, _) => { }, static (obj, old) => !obj.Spec.SemanticEquals(old.Spec))
                {
                    ReturnsDeleted = true,
                },
            },
        ];
    }

    /// <summary>Kinds whose rules upstream declares in their types count a name in bytes.</summary>
    public static NameRule DeclaredName { get; } = new(Validation.FormatRules.DnsSubdomainBytes);

    private static ObjectCodec Codec(string kind) => Kinds.Codec("resource.k8s.io", "v1", kind);
}
