using Kube.Node.Errors;

namespace Kube.Node.Volumes;

/// <summary>A volume cannot be set up now; tried again, and told as <c>FailedMount</c>.</summary>
internal sealed class VolumeException(string message, Exception? innerException = null) : NodeException(message, innerException);
