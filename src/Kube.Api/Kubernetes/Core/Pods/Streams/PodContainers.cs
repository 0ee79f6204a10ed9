using Kube.Api.Errors;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Pods.Streams;

/// <summary>Which container of a pod a request means.</summary>
internal static class PodContainers
{
    /// <exception cref="BadRequestException">None is named and there are several, or the pod has none of that name.</exception>
    public static string Choose(V1Pod pod, string wanted)
    {
        var names = Names(pod.Spec);
        if (wanted.Length > 0)
            return names.Contains(wanted) ? wanted : throw new BadRequestException($"container {wanted} is not valid for pod {pod.Metadata.Name}");
        return pod.Spec.Containers switch
        {
            [var only] => only.Name,
            [] => throw new BadRequestException($"a container name must be specified for pod {pod.Metadata.Name}"),
            _ => throw new BadRequestException($"a container name must be specified for pod {pod.Metadata.Name}, choose one of: [{string.Join(' ', names)}]"),
        };
    }

    private static List<string> Names(V1PodSpec spec) =>
    [
        .. (spec.InitContainers ?? []).Select(container => container.Name),
        .. spec.Containers.Select(container => container.Name),
        .. (spec.EphemeralContainers ?? []).Select(container => container.Name),
    ];
}
