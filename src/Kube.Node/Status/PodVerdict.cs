namespace Kube.Node.Status;

/// <summary>Why the node ends a pod, as failed.</summary>
/// <param name="Reason">Such as <c>DeadlineExceeded</c>.</param>
/// <param name="Message">For people.</param>
internal sealed record PodVerdict(string Reason, string Message);
