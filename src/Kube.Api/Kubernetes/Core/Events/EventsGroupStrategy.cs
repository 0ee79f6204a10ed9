using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Events;

/// <summary>Events sent through <c>events.k8s.io</c>: who reports what is required, and only the series may change.</summary>
internal sealed class EventsGroupStrategy : KubernetesStrategy<Corev1Event>
{
    public override bool AllowCreateOnUpdate => true;

    protected override void Validate(Corev1Event obj, FieldErrors errors)
    {
        EventValidation.ValidateLegacy(obj, errors);
        EventValidation.ValidateNew(obj, errors);
    }

    protected override void ValidateChange(Corev1Event obj, Corev1Event old, FieldErrors errors)
    {
        EventValidation.ValidateLegacy(obj, errors);
        EventValidation.ValidateUnchanged(obj, old, errors);
    }
}
