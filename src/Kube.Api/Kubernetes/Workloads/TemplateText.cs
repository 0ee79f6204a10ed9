using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Workloads;

/// <summary>The containers and images of a pod template, as tables list them.</summary>
internal static class TemplateText
{
    public static string Containers(V1PodTemplateSpec? template) => string.Join(',', (template?.Spec?.Containers ?? []).Select(container => container.Name));

    public static string Images(V1PodTemplateSpec? template) => string.Join(',', (template?.Spec?.Containers ?? []).Select(container => container.Image));
}
