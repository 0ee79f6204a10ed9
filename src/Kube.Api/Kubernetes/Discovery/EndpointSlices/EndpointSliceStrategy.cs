using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Discovery.EndpointSlices;

/// <summary>Endpoint slices; a change of labels counts as a generation, since consumers select by them.</summary>
internal sealed class EndpointSliceStrategy : KubernetesStrategy<V1EndpointSlice>
{
    protected override bool CountsGenerations => true;

    public override void Default(V1EndpointSlice obj)
    {
        foreach (var port in obj.Ports ?? [])
        {
            port.Name ??= "";
            port.Protocol ??= "TCP";
        }
    }

    public override void WarnOnCreate(V1EndpointSlice obj, ICollection<string> warnings) => Warn(obj, warnings);

    public override void WarnOnUpdate(V1EndpointSlice obj, V1EndpointSlice old, ICollection<string> warnings) => Warn(obj, warnings);

    public override void Canonicalize(V1EndpointSlice obj)
    {
        // What is stored upstream knows no difference between an empty list and none, and is shown as none.
        if (obj.Endpoints is { Count: 0 }) obj.Endpoints = null;
        if (obj.Ports is { Count: 0 }) obj.Ports = null;
    }

    protected override void PrepareNew(V1EndpointSlice obj, StrategyContext context) => DropTopology(obj);

    protected override void PrepareChange(V1EndpointSlice obj, V1EndpointSlice old, StrategyContext context) => DropTopology(obj);

    protected override bool WishChanged(V1EndpointSlice obj, V1EndpointSlice old)
    {
        if (!Same.Labels(obj.Metadata.Labels, old.Metadata.Labels)) return true;
        var (meta, oldMeta) = (obj.Metadata, old.Metadata);
        // Everything but the metadata is the wish.
        try
        {
            obj.Metadata = oldMeta;
            return !obj.SemanticEquals(old);
        }
        finally
        {
            obj.Metadata = meta;
        }
    }

    protected override void Validate(V1EndpointSlice obj, FieldErrors errors) => EndpointSliceValidation.Validate(obj, errors);

    protected override void ValidateChange(V1EndpointSlice obj, V1EndpointSlice old, FieldErrors errors)
    {
        errors.Immutable(FieldPath.Root("addressType"), obj.AddressType == old.AddressType, obj.AddressType);
        EndpointSliceValidation.Validate(obj, errors);
    }

    // The older version's map is served only to those that ask for that version.
    private static void DropTopology(V1EndpointSlice obj)
    {
        foreach (var endpoint in obj.Endpoints ?? []) endpoint.DeprecatedTopology = null;
    }

    private static void Warn(V1EndpointSlice obj, ICollection<string> warnings)
    {
        if (obj.AddressType == EndpointSliceValidation.Fqdn)
        {
            warnings.Add("spec.addressType: FQDN endpoints are deprecated");
            return;
        }

        for (var i = 0; i < obj.Endpoints?.Count; i++)
        {
            for (var j = 0; j < obj.Endpoints[i].Addresses?.Count; j++)
                AddressWarnings.AddIp(FieldPath.Root("endpoints").Index(i).Child("addresses").Index(j), obj.Endpoints[i].Addresses![j], warnings);
        }
    }
}
