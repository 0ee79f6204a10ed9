using Kube.Api.Models;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>Defaults of the pod template inside a workload: fewer than a pod's own, so that stored templates stay as they are from one version to the next.</summary>
internal static class PodTemplateDefaults
{
    /// <summary>Fills in what is missing. Idempotent.</summary>
    public static void Apply(V1PodTemplateSpec? template)
    {
        if (template is null) return;
        PodAnnotations.DropInitContainerAnnotations(template.Metadata);
        if (template.Spec is { } spec) PodSpecDefaults.Apply(spec);
    }
}
