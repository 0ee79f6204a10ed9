namespace Kube.Node.Status;

/// <summary>Why a container waits.</summary>
/// <param name="Reason">Such as <c>ImagePullBackOff</c>.</param>
/// <param name="Message">For people.</param>
internal sealed record StartFailure(string Reason, string Message);
