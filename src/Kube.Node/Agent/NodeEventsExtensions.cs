using Kube.Api.Models;

namespace Kube.Node.Agent;

internal static class NodeEventsExtensions
{
    public const string Normal = "Normal";
    public const string Warning = "Warning";

    public static void Pod(this INodeEvents events, V1Pod pod, string type, string reason, string message) => events.Record(To(pod, null), type, reason, message);

    public static void Container(this INodeEvents events, V1Pod pod, string container, string type, string reason, string message) =>
        events.Record(To(pod, PodFacts.FieldPath(pod, container)), type, reason, message);

    private static V1ObjectReference To(V1Pod pod, string? fieldPath) => new()
    {
        Kind = "Pod",
        ApiVersion = "v1",
        Namespace = pod.Metadata.Namespace,
        Name = pod.Metadata.Name,
        Uid = pod.Metadata.Uid,
        ResourceVersion = pod.Metadata.ResourceVersion,
        FieldPath = fieldPath,
    };
}
