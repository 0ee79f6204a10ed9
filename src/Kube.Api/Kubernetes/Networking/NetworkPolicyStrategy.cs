using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Networking;

/// <summary>Network policies.</summary>
internal sealed class NetworkPolicyStrategy : KubernetesStrategy<V1NetworkPolicy>
{
    protected override bool CountsGenerations => true;

    public override void Default(V1NetworkPolicy obj)
    {
        var spec = obj.Spec ??= new V1NetworkPolicySpec();
        foreach (var port in (spec.Ingress ?? []).SelectMany(rule => rule.Ports ?? []).Concat((spec.Egress ?? []).SelectMany(rule => rule.Ports ?? [])))
            port.Protocol ??= "TCP";
        if (spec.PolicyTypes is { Count: > 0 }) return;
        spec.PolicyTypes = spec.Egress is { Count: > 0 } ? ["Ingress", "Egress"] : ["Ingress"];
    }

    protected override bool WishChanged(V1NetworkPolicy obj, V1NetworkPolicy old) => !obj.Spec.SemanticEquals(old.Spec);

    protected override void Validate(V1NetworkPolicy obj, FieldErrors errors) => NetworkPolicyValidation.Validate(obj.Spec, errors);
}
