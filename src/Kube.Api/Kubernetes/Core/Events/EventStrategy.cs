using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Events;

/// <summary>Events of the core group, whose rules are older and looser than those of <c>events.k8s.io</c>.</summary>
internal sealed class EventStrategy : KubernetesStrategy<Corev1Event>
{
    public override NameRule NameRule => NameRule.PathSegment;

    public override bool AllowCreateOnUpdate => true;

    protected override void Validate(Corev1Event obj, FieldErrors errors) => EventValidation.ValidateLegacy(obj, errors);

    protected override void ValidateChange(Corev1Event obj, Corev1Event old, FieldErrors errors) => Validate(obj, errors);
}
