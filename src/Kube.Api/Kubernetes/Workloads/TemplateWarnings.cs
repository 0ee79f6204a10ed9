using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Workloads;

/// <summary>Warnings about a pod template: on create, and on an update that wishes for something else, be it of the template or not.</summary>
internal static class TemplateWarnings
{
    private static readonly FieldPath Path = FieldPath.Root("spec").Child("template");

    public static void Add(V1PodTemplateSpec? template, ICollection<string> warnings)
    {
        if (template is not null) PodTemplateWarnings.Add(template, Path, warnings);
    }

    public static void AddOnUpdate(V1ObjectMeta meta, V1ObjectMeta old, V1PodTemplateSpec? template, ICollection<string> warnings)
    {
        if (meta.Generation != old.Generation) Add(template, warnings);
    }
}
