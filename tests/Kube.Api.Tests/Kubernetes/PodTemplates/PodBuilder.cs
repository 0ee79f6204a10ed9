using Kube.Api.Models;

namespace Kube.Api.Tests.Kubernetes.PodTemplates;

/// <summary>A small valid pod to break one rule of.</summary>
internal static class PodBuilder
{
    public static V1Pod Pod(Action<V1Pod>? change = null)
    {
        var pod = new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = "p", Namespace = "ns" },
            Spec = new V1PodSpec { Containers = [new V1Container { Name = "c", Image = "img:1" }], ServiceAccountName = "default" },
        };
        change?.Invoke(pod);
        return pod;
    }

    public static V1Container First(this V1Pod pod) => pod.Spec!.Containers[0];
}
