using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Pods;

/// <summary>The generation counts the changes of what is wished for.</summary>
internal static class PodGeneration
{
    public static void Update(V1Pod pod, V1Pod old)
    {
        var changed = !(pod.Spec ?? new V1PodSpec()).SemanticEquals(old.Spec ?? new V1PodSpec());
        pod.Metadata.Generation = changed ? (old.Metadata.Generation ?? 0) + 1 : old.Metadata.Generation;
    }
}
