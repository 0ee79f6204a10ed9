using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Apps;

/// <summary>Controller revisions: a page of history, whose data never changes.</summary>
internal sealed class ControllerRevisionStrategy : KubernetesStrategy<V1ControllerRevision>
{
    protected override void Validate(V1ControllerRevision obj, FieldErrors errors)
    {
        if (obj.Data is null) errors.Required(FieldPath.Root("data"), "data is mandatory");
        errors.NonNegative(FieldPath.Root("revision"), obj.Revision);
    }

    protected override void ValidateChange(V1ControllerRevision obj, V1ControllerRevision old, FieldErrors errors)
    {
        Validate(obj, errors);
        errors.Immutable(FieldPath.Root("data"), obj.Data == old.Data, new JsonText(obj.Data?.ToString() ?? "null"));
    }
}
