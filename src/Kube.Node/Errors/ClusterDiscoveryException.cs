namespace Kube.Node.Errors;

/// <summary>A cluster could not be known for the right one: it does not publish who it is, or not with the token's signature or by the authority that was told.</summary>
public sealed class ClusterDiscoveryException(string message, Exception? cause = null) : NodeException(message, cause);
