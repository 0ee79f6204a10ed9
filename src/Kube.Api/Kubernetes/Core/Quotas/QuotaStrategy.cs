using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Quotas;

/// <summary>Quotas; what they cover is for life.</summary>
internal sealed class QuotaStrategy : KubernetesStrategy<V1ResourceQuota>
{
    public override bool ReturnsDeletedObject => true;

    protected override void ResetStatus(V1ResourceQuota obj) => obj.Status = new V1ResourceQuotaStatus();

    protected override void KeepStatus(V1ResourceQuota obj, V1ResourceQuota old) => obj.Status = old.Status;

    protected override void Validate(V1ResourceQuota obj, FieldErrors errors) => QuotaValidation.Validate(obj.Spec, errors);

    protected override void ValidateChange(V1ResourceQuota obj, V1ResourceQuota old, FieldErrors errors)
    {
        QuotaValidation.Validate(obj.Spec, errors);
        // As sets: their order says nothing.
        var same = (obj.Spec.Scopes ?? []).ToHashSet().SetEquals(old.Spec.Scopes ?? []);
        errors.Immutable(FieldPath.Root("spec").Child("scopes"), same, obj.Spec.Scopes);
    }
}
