using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Pods;

/// <summary>What a resize may change, in upstream's order and words.</summary>
internal static class PodResizeValidation
{
    private const string OnlyCpuAndMemory = "only cpu and memory resources are mutable";

    private static readonly FieldPath SpecPath = FieldPath.Root("spec");

    public static void Validate(V1Pod pod, V1Pod old, FieldErrors errors)
    {
        var (spec, oldSpec) = (pod.Spec ?? new V1PodSpec(), old.Spec ?? new V1PodSpec());
        var refusal = old.Metadata.Annotations?.ContainsKey(PodAnnotations.Mirror) == true ? "static pods cannot be resized"
            : oldSpec.Os?.Name == "windows" ? "windows pods cannot be resized"
            : null;
        if (refusal is not null)
        {
            errors.Forbidden(FieldPath.Root(""), refusal);
            return;
        }

        PodValidation.Validate(pod, errors, PodValidationOptions.ForPodUpdate(old));
        if ((old.Status?.QosClass ?? QualityOfService.Of(oldSpec)) != QualityOfService.Of(spec))
            errors.Invalid(SpecPath, pod.Status?.QosClass ?? "", "Pod QOS Class may not change as a result of resizing");
        if (!NodeCanResize(old)) errors.Forbidden(SpecPath, "Pod running on node without support for resize");
        if (spec.Containers.Count() != oldSpec.Containers.Count() || spec.InitContainers.Count() != oldSpec.InitContainers.Count())
        {
            errors.Forbidden(SpecPath, OnlyCpuAndMemory);
            return;
        }

        Removals(spec, oldSpec, errors);
        var masked = spec.DeepClone();
        MaskContainers(masked, oldSpec, errors);
        MaskPod(masked, oldSpec);
        if (errors.Count == 0 && !masked.SemanticEquals(oldSpec)) errors.Forbidden(SpecPath, OnlyCpuAndMemory);
    }

    private static bool NodeCanResize(V1Pod pod)
    {
        var running = (pod.Status?.ContainerStatuses).OrEmpty().Find(status => status.State?.Running is not null);
        return running is null || running.Resources is not null;
    }

    private static void Removals(V1PodSpec spec, V1PodSpec old, FieldErrors errors)
    {
        for (var i = 0; i < old.InitContainers.Count(); i++)
        {
            if (PodContainers.IsRestartableInit(old.InitContainers![i]))
                Removals(spec.InitContainers![i], old.InitContainers[i], SpecPath.Child("initContainers").Index(i), errors);
        }

        for (var i = 0; i < old.Containers.Count(); i++) Removals(spec.Containers![i], old.Containers![i], SpecPath.Child("containers").Index(i), errors);
    }

    private static void Removals(V1Container container, V1Container old, FieldPath path, FieldErrors errors)
    {
        path = path.Child("resources");
        if (IsRemoved(container.Resources.Requests, old.Resources.Requests)) errors.Forbidden(path.Child("requests"), "resource requests cannot be removed");
        if (IsRemoved(container.Resources.Limits, old.Resources.Limits)) errors.Forbidden(path.Child("limits"), "resource limits cannot be removed");
    }

    private static bool IsRemoved(Dictionary<string, ResourceQuantity>? amounts, Dictionary<string, ResourceQuantity>? old) =>
        old.OrEmpty().Keys.Any(name => !amounts.OrEmpty().ContainsKey(name));

    private static void MaskContainers(V1PodSpec masked, V1PodSpec old, FieldErrors errors)
    {
        for (var i = 0; i < masked.Containers.Count(); i++)
        {
            Mask(masked.Containers![i].Resources, old.Containers![i].Resources);
            if (!masked.Containers[i].SemanticEquals(old.Containers[i])) errors.Forbidden(SpecPath, OnlyCpuAndMemory);
        }

        for (var i = 0; i < masked.InitContainers.Count(); i++)
        {
            var sidecar = PodContainers.IsRestartableInit(masked.InitContainers![i]);
            if (sidecar) Mask(masked.InitContainers[i].Resources, old.InitContainers![i].Resources);
            if (masked.InitContainers[i].SemanticEquals(old.InitContainers![i])) continue;
            errors.Forbidden(
                SpecPath,
                sidecar ? "only cpu and memory resources for sidecar containers are mutable" : "resources for non-sidecar init containers are immutable");
        }
    }

    private static void MaskPod(V1PodSpec masked, V1PodSpec old)
    {
        if (masked.Resources is { } resources && old.Resources is { } oldResources) Mask(resources, oldResources);
    }

    private static void Mask(V1ResourceRequirements resources, V1ResourceRequirements old)
    {
        resources.Limits = Mask(resources.Limits, old.Limits);
        resources.Requests = Mask(resources.Requests, old.Requests);
    }

    private static Dictionary<string, ResourceQuantity>? Mask(Dictionary<string, ResourceQuantity>? amounts, Dictionary<string, ResourceQuantity>? old)
    {
        // Upstream lets a container that had no amounts at all get any.
        if (old is null) return null;
        var masked = new Dictionary<string, ResourceQuantity>(amounts.OrEmpty());
        foreach (var name in (string[])[ResourceNames.Cpu, ResourceNames.Memory])
        {
            masked.Remove(name);
            if (old.TryGetValue(name, out var amount)) masked[name] = amount;
        }

        return masked;
    }
}
