using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Services;

/// <summary>Services: what their type means for addresses, ports and policies.</summary>
internal sealed class ServiceStrategy : KubernetesStrategy<V1Service>
{
    public override bool ReturnsDeletedObject => true;

    public override NameRule NameRule => NameRule.DnsLabel;

    public override void Default(V1Service obj) => ServiceDefaults.Apply(obj);

    public override void WarnOnCreate(V1Service obj, ICollection<string> warnings) => ServiceWarnings.Add(obj, warnings);

    public override void WarnOnUpdate(V1Service obj, V1Service old, ICollection<string> warnings) => ServiceWarnings.Add(obj, warnings);

    protected override void ResetStatus(V1Service obj) => obj.Status = new V1ServiceStatus();

    protected override void KeepStatus(V1Service obj, V1Service old)
    {
        obj.Status = old.Status;
        if (obj.Spec.Type == ServiceTypes.LoadBalancer || obj.Status.LoadBalancer?.Ingress is null) return;
        // What a load balancer said is of no use once there is none. The old object stays as it is.
        obj.Status = new V1ServiceStatus { Conditions = old.Status.Conditions };
    }

    // The older singular field and the list are one value. The pool of addresses reconciles them too, when there is one.
    protected override void PrepareNew(V1Service obj, StrategyContext context)
    {
        if (!string.IsNullOrEmpty(obj.Spec.ClusterIP) && obj.Spec.ClusterIPs is not { Count: > 0 }) obj.Spec.ClusterIPs = [obj.Spec.ClusterIP];
    }

    protected override void PrepareChange(V1Service obj, V1Service old, StrategyContext context) => ServiceTypeChange.Drop(obj.Spec, old.Spec);

    protected override void Validate(V1Service obj, FieldErrors errors) => ServiceValidation.Validate(obj, null, errors);

    protected override void ValidateChange(V1Service obj, V1Service old, FieldErrors errors)
    {
        ServiceUpdateValidation.Validate(obj, old, errors);
        ServiceValidation.Validate(obj, old, errors);
    }

    /// <summary>The rules of a status that a load balancer's controller writes.</summary>
    public static void ValidateStatus(V1Service obj, V1Service old, FieldErrors errors) => ServiceValidation.ValidateLoadBalancerStatus(obj, errors);
}
