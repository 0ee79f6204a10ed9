namespace Kube.Node.Status;

/// <summary>Why the node ends a pod, as failed.</summary>
/// <param name="Reason">Such as <c>DeadlineExceeded</c>.</param>
/// <param name="Message">For people.</param>
/// <param name="Disruption">The reason of the condition that says that the node ended the pod; empty: there is no such condition.</param>
internal sealed record PodVerdict(string Reason, string Message, string Disruption = "")
{
    /// <summary>What that condition says; empty: the same.</summary>
    public string DisruptionMessage { get; init; } = "";
}
