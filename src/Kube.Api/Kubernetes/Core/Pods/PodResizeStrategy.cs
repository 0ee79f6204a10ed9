using Kube.Api.Catalog;
using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Pods;

/// <summary>The rules of <c>pods/resize</c>: the resources of containers change, and how they take the change.</summary>
internal sealed class PodResizeStrategy : ResourceStrategy<V1Pod>
{
    public override void Default(V1Pod obj) => PodDefaults.Apply(obj);

    public override void PrepareForUpdate(V1Pod obj, V1Pod old, StrategyContext context)
    {
        var (spec, oldSpec) = (obj.Spec ?? new V1PodSpec(), old.Spec ?? new V1PodSpec());
        if (SameContainers(spec.Containers, oldSpec.Containers) && SameContainers(spec.InitContainers, oldSpec.InitContainers))
        {
            var kept = oldSpec.DeepClone();
            Take(kept.Containers, spec.Containers);
            Take(kept.InitContainers, spec.InitContainers);
            kept.Resources = spec.Resources;
            obj.Spec = kept;
            obj.Status = old.Status;
            ObjectMetaRules.KeepClientFields(obj.Metadata, old.Metadata);
        }

        DisabledFields.Drop(obj.Spec, old.Spec);
        PodGeneration.Update(obj, old);
    }

    public override void ValidateUpdate(V1Pod obj, V1Pod old, FieldErrors errors)
    {
        ObjectMetaValidation.ValidateUpdate(obj.Metadata, old.Metadata, errors, FieldPath.Root("metadata"));
        PodResizeValidation.Validate(obj, old, errors);
    }

    /// <summary>Containers that were added, removed, renamed or reordered are left as sent, for validation to refuse.</summary>
    private static bool SameContainers(List<V1Container>? containers, List<V1Container>? old) =>
        containers.OrEmpty().Select(container => container.Name).SequenceEqual(old.OrEmpty().Select(container => container.Name));

    private static void Take(List<V1Container>? kept, List<V1Container>? sent)
    {
        for (var i = 0; i < kept.Count(); i++)
        {
            kept![i].Resources = sent![i].Resources;
            kept[i].ResizePolicy = sent[i].ResizePolicy;
        }
    }
}
