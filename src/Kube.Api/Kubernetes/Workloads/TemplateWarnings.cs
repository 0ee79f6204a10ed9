using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Workloads;

/// <summary>Warnings about a pod template: on create, and on an update that changes the template.</summary>
internal static class TemplateWarnings
{
    public static void Add(V1PodTemplateSpec? template, V1PodTemplateSpec? old, ICollection<string> warnings)
    {
        if (template is null || (old is not null && template.SemanticEquals(old))) return;
        PodTemplates.PodTemplateWarnings.Add(template, FieldPath.Root("spec").Child("template"), warnings);
    }
}
