namespace Kube.Api.Client.Http;

/// <summary>A kubeconfig is not one, or lacks what was asked of it.</summary>
public sealed class KubeconfigException(string message, Exception? innerException = null) : Exception("kubeconfig: " + message, innerException);
