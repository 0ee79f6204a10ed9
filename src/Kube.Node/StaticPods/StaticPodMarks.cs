using Kube.Api.Models;
using Kube.Node.Agent;

namespace Kube.Node.StaticPods;

/// <summary>Annotations by which static pods and their mirrors are known.</summary>
internal static class StaticPodMarks
{
    public const string Hash = "kubernetes.io/config.hash";
    public const string Mirror = "kubernetes.io/config.mirror";

    /// <summary>The node runs it by itself.</summary>
    public static bool IsStatic(V1Pod pod) => pod.Metadata.Annotations?.GetValueOrDefault(RuntimeLabels.ConfigSource) == "file" && !IsMirror(pod);

    /// <summary>It only shows such a pod in the cluster.</summary>
    public static bool IsMirror(V1Pod pod) => pod.Metadata.Annotations?.ContainsKey(Mirror) == true;
}
