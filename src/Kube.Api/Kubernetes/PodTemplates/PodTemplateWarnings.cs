using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>Warnings about the pod template inside a workload.</summary>
internal static class PodTemplateWarnings
{
    /// <param name="template">The template; null warns of nothing.</param>
    /// <param name="path">Where it stands, such as <c>spec.template</c>.</param>
    /// <param name="warnings">Where to warn.</param>
    public static void Add(V1PodTemplateSpec? template, FieldPath path, ICollection<string> warnings) =>
        PodSpecWarnings.OfTemplate(template, path, warnings);
}
