namespace Kube.Node.Runtime;

/// <summary>Who a runtime is.</summary>
/// <param name="RuntimeName">Name, such as <c>containerd</c>.</param>
/// <param name="Version">Its own version.</param>
/// <param name="ApiVersion">The version of CRI that it speaks: <c>v1</c>.</param>
public sealed record RuntimeVersion(string RuntimeName, string Version, string ApiVersion);
