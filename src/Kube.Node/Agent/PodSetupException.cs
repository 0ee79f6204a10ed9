using Kube.Node.Errors;

namespace Kube.Node.Agent;

/// <summary>A pod's sandbox cannot be made now; tried again, and told as <c>FailedCreatePodSandBox</c>.</summary>
internal sealed class PodSetupException(string message) : NodeException(message);
