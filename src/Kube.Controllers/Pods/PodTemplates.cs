using Kube.Api.Models;

namespace Kube.Controllers.Pods;

/// <summary>Pods made from templates.</summary>
internal static class PodTemplates
{
    /// <summary>Longest prefix of a generated name; the server adds five characters.</summary>
    private const int LongestPrefix = 58;

    /// <summary>The pod that a controller creates.</summary>
    /// <param name="template">What it looks like.</param>
    /// <param name="owner">The controller's own metadata.</param>
    /// <param name="reference">The controller as the pod's owner.</param>
    public static V1Pod Instantiate(V1PodTemplateSpec template, V1ObjectMeta owner, V1OwnerReference reference)
    {
        var metadata = template.Metadata;
        var prefix = owner.Name + "-";
        return new V1Pod
        {
            Metadata = new V1ObjectMeta
            {
                Namespace = owner.Namespace,
                GenerateName = prefix.Length > LongestPrefix ? owner.Name : prefix,
                Labels = metadata.Labels is null ? null : new(metadata.Labels),
                Annotations = metadata.Annotations is null ? null : new(metadata.Annotations),
                Finalizers = metadata.Finalizers is null ? null : [.. metadata.Finalizers],
                OwnerReferences = [reference],
            },
            Spec = template.Spec.DeepClone(),
        };
    }
}
