using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Pods;

/// <summary>What an update may change of a pod: images, deadlines, more tolerations, fewer gates, labels and annotations; little else.</summary>
internal static class PodUpdateValidation
{
    private const string Refusal =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
        + "`spec.tolerations` (only additions to existing tolerations),"
        + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n";

    private static readonly FieldPath SpecPath = FieldPath.Root("spec");
    private static readonly FieldPath AnnotationsPath = FieldPath.Root("metadata").Child("annotations");

    public static void Validate(V1Pod pod, V1Pod old, FieldErrors errors)
    {
        var options = PodValidationOptions.ForPodUpdate(old);
        PodValidation.Validate(pod, errors, options);
        Annotations(pod, old, errors, options);
        var (spec, oldSpec) = (pod.Spec ?? new V1PodSpec(), old.Spec ?? new V1PodSpec());
        if (!Images(spec.Containers, oldSpec.Containers, SpecPath.Child("containers"), errors)) return;
        if (!Images(spec.InitContainers, oldSpec.InitContainers, SpecPath.Child("initContainers"), errors)) return;
        if (!Deadline(spec, oldSpec, SpecPath.Child("activeDeadlineSeconds"), errors)) return;
        Tolerations(spec, oldSpec, SpecPath.Child("tolerations"), errors);
        Gates(spec, oldSpec, SpecPath.Child("schedulingGates"), errors);
        if (spec.SemanticEquals(oldSpec)) return;

        var masked = PodUpdateMask.Mask(spec, oldSpec, SpecPath, errors);
        if (!masked.SemanticEquals(oldSpec))
            errors.Forbidden(SpecPath, Refusal + UnifiedDiff.Of(GoStructs.Indented(oldSpec), GoStructs.Indented(masked)));
    }

    /// <summary>Annotations that nodes act on stay as they were when the pod was made.</summary>
    public static void Annotations(V1Pod pod, V1Pod old, FieldErrors errors, PodValidationOptions options)
    {
        var annotations = pod.Metadata.Annotations.OrEmpty();
        var oldAnnotations = old.Metadata.Annotations.OrEmpty();
        foreach (var (key, value) in oldAnnotations.Sorted())
        {
            if (annotations.TryGetValue(key, out var current) && current == value) continue;
            if (key.StartsWith(PodAnnotations.AppArmorPrefix, StringComparison.Ordinal))
                errors.Forbidden(AnnotationsPath.Key(key), "may not remove or update AppArmor annotations");
            if (key == PodAnnotations.Mirror) errors.Forbidden(AnnotationsPath.Key(key), "may not remove or update mirror pod annotation");
        }

        foreach (var (key, _) in annotations.Sorted())
        {
            if (oldAnnotations.ContainsKey(key)) continue;
            if (key.StartsWith(PodAnnotations.AppArmorPrefix, StringComparison.Ordinal))
                errors.Forbidden(AnnotationsPath.Key(key), "may not add AppArmor annotations");
            if (key == PodAnnotations.Mirror) errors.Forbidden(AnnotationsPath.Key(key), "may not add mirror pod annotation");
        }

        PodAnnotations.Validate(annotations, pod.Spec ?? new V1PodSpec(), AnnotationsPath, errors, options);
    }

    private static bool Images(List<V1Container>? containers, List<V1Container>? old, FieldPath path, FieldErrors errors)
    {
        if (containers.Count() != old.Count())
        {
            errors.Forbidden(path, "pod updates may not add or remove containers");
            return false;
        }

        for (var i = 0; i < containers.Count(); i++)
        {
            if (string.IsNullOrEmpty(containers![i].Image)) errors.Required(path.Index(i).Child("image"));
            PodSpecValidation.ImageWhitespace(containers[i].Image, path.Index(i), errors);
        }

        return true;
    }

    /// <summary>A deadline may be set once and then only come nearer.</summary>
    private static bool Deadline(V1PodSpec spec, V1PodSpec old, FieldPath path, FieldErrors errors)
    {
        if (spec.ActiveDeadlineSeconds is not { } deadline)
        {
            if (old.ActiveDeadlineSeconds is not null) errors.Invalid(path, null, "must not update from a positive integer to nil value");
            return true;
        }

        if (deadline is < 0 or > int.MaxValue)
        {
            errors.Invalid(path, deadline, FormatRules.Between(0, int.MaxValue));
            return false;
        }

        if (deadline <= (old.ActiveDeadlineSeconds ?? long.MaxValue)) return true;
        errors.Invalid(path, deadline, "must be less than or equal to previous value");
        return false;
    }

    private static void Tolerations(V1PodSpec spec, V1PodSpec old, FieldPath path, FieldErrors errors)
    {
        foreach (var toleration in old.Tolerations.OrEmpty())
        {
            if (spec.Tolerations.OrEmpty().Exists(candidate => SameButForTime(candidate, toleration))) continue;
            errors.Forbidden(path, "existing toleration can not be modified except its tolerationSeconds");
            return;
        }

        TolerationRules.Validate(spec.Tolerations, path, errors);
    }

    private static bool SameButForTime(V1Toleration one, V1Toleration other) =>
        (one.Key ?? "") == (other.Key ?? "") && (one.Operator ?? "") == (other.Operator ?? "")
        && (one.Value ?? "") == (other.Value ?? "") && (one.Effect ?? "") == (other.Effect ?? "");

    private static void Gates(V1PodSpec spec, V1PodSpec old, FieldPath path, FieldErrors errors)
    {
        var known = old.SchedulingGates.OrEmpty().Select(gate => gate.Name).ToHashSet();
        for (var i = 0; i < spec.SchedulingGates.Count(); i++)
        {
            var name = spec.SchedulingGates![i].Name;
            if (!known.Contains(name)) errors.Forbidden(path.Index(i).Child("name"), $"only deletion is allowed, but found new scheduling gate '{name}'");
        }
    }
}
