using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Namespaces;

/// <summary>The subresource <c>finalize</c>: the one address that may change <c>spec.finalizers</c>, as the namespace controller does when all is gone.</summary>
internal sealed class NamespaceFinalization(NamespaceStrategy main) : ResourceStrategy<V1Namespace>
{
    public override NameRule NameRule => main.NameRule;

    public override void Default(V1Namespace obj) => main.Default(obj);

    public override bool HasFinalizersOfItsOwn(V1Namespace obj) => main.HasFinalizersOfItsOwn(obj);

    public override void PrepareForUpdate(V1Namespace obj, V1Namespace old, StrategyContext context) => obj.Status = old.Status;

    public override void ValidateUpdate(V1Namespace obj, V1Namespace old, FieldErrors errors)
    {
        ObjectMetaValidation.ValidateUpdate(obj.Metadata, old.Metadata, errors, FieldPath.Root("metadata"));
        for (var i = 0; i < obj.Spec?.Finalizers?.Count; i++)
            ValidateFinalizer(obj.Spec.Finalizers[i], errors, FieldPath.Root("spec").Child("finalizers").Index(i));
    }

    public static void ValidateFinalizer(string finalizer, FieldErrors errors, FieldPath path)
    {
        errors.InvalidEach(path, finalizer, FormatRules.QualifiedName(finalizer));
        ObjectMetaValidation.ValidateFinalizerDomain(finalizer, errors, path);
    }

    public static void ValidateStatus(V1Namespace obj, V1Namespace old, FieldErrors errors)
    {
        var path = FieldPath.Root("status").Child("Phase");
        var phase = obj.Status?.Phase ?? "";
        if (obj.Metadata.DeletionTimestamp is null)
        {
            if (phase != NamespaceStrategy.Active) errors.Invalid(path, phase, "may only be 'Active' if `deletionTimestamp` is empty");
        }
        else if (phase != NamespaceStrategy.Terminating)
        {
            errors.Invalid(path, phase, "may only be 'Terminating' if `deletionTimestamp` is not empty");
        }
    }
}
