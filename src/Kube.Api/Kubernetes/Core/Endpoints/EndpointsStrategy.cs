using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Endpoints;

/// <summary>The older list of a service's addresses. Upstream warns of it on every request.</summary>
internal sealed class EndpointsStrategy : KubernetesStrategy<V1Endpoints>
{
    public override void Default(V1Endpoints obj)
    {
        foreach (var port in (obj.Subsets ?? []).SelectMany(subset => subset.Ports ?? []))
        {
            if (string.IsNullOrEmpty(port.Protocol)) port.Protocol = "TCP";
        }
    }

    public override void WarnOnCreate(V1Endpoints obj, ICollection<string> warnings) => Warn(obj, warnings);

    public override void WarnOnUpdate(V1Endpoints obj, V1Endpoints old, ICollection<string> warnings) => Warn(obj, warnings);

    protected override void Validate(V1Endpoints obj, FieldErrors errors) => EndpointsValidation.Validate(obj, errors);

    protected override void ValidateChange(V1Endpoints obj, V1Endpoints old, FieldErrors errors) => Validate(obj, errors);

    private static void Warn(V1Endpoints obj, ICollection<string> warnings)
    {
        for (var i = 0; i < obj.Subsets?.Count; i++)
        {
            var path = FieldPath.Root("subsets").Index(i);
            for (var j = 0; j < obj.Subsets[i].Addresses?.Count; j++)
                AddressWarnings.AddIp(path.Child("addresses").Index(j).Child("ip"), obj.Subsets[i].Addresses![j].Ip, warnings);
            for (var j = 0; j < obj.Subsets[i].NotReadyAddresses?.Count; j++)
                AddressWarnings.AddIp(path.Child("notReadyAddresses").Index(j).Child("ip"), obj.Subsets[i].NotReadyAddresses![j].Ip, warnings);
        }
    }
}
