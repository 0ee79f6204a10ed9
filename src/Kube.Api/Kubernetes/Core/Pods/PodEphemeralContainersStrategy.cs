using Kube.Api.Catalog;
using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Pods;

/// <summary>The rules of <c>pods/ephemeralcontainers</c>: containers for a look inside are added, never changed or taken away.</summary>
internal sealed class PodEphemeralContainersStrategy : ResourceStrategy<V1Pod>
{
    public override void Default(V1Pod obj) => PodDefaults.Apply(obj);

    public override void PrepareForUpdate(V1Pod obj, V1Pod old, StrategyContext context)
    {
        var containers = obj.Spec?.EphemeralContainers;
        obj.Spec = (old.Spec ?? new V1PodSpec()).DeepClone();
        obj.Status = old.Status;
        ObjectMetaRules.KeepClientFields(obj.Metadata, old.Metadata);
        obj.Spec.EphemeralContainers = containers;
        DisabledFields.Drop(obj.Spec, old.Spec);
        PodGeneration.Update(obj, old);
    }

    public override void ValidateUpdate(V1Pod obj, V1Pod old, FieldErrors errors)
    {
        ObjectMetaValidation.ValidateUpdate(obj.Metadata, old.Metadata, errors, FieldPath.Root("metadata"));
        if (old.Metadata.Annotations?.ContainsKey(PodAnnotations.Mirror) == true)
        {
            errors.Forbidden(FieldPath.Root(""), "static pods do not support ephemeral containers");
            return;
        }

        var options = PodValidationOptions.ForPodUpdate(old);
        PodValidation.Validate(obj, errors, options);
        PodUpdateValidation.Annotations(obj, old, errors, options);
        var path = FieldPath.Root("spec").Child("ephemeralContainers");
        foreach (var container in (old.Spec?.EphemeralContainers).OrEmpty())
        {
            var now = (obj.Spec?.EphemeralContainers).OrEmpty().FindLast(candidate => candidate.Name == container.Name);
            if (now is null)
            {
                errors.Forbidden(path, $"existing ephemeral containers {BadValue.Quote(container.Name)} may not be removed\n");
            }
            else if (!now.SemanticEquals(container))
            {
                var difference = UnifiedDiff.Of(GoStructs.Indented(container), GoStructs.Indented(now));
                errors.Forbidden(path, $"existing ephemeral containers {BadValue.Quote(container.Name)} may not be changed\n{difference}");
            }
        }
    }
}
