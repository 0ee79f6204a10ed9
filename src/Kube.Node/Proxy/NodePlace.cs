namespace Kube.Node.Proxy;

/// <summary>Where this proxy is.</summary>
/// <param name="Node">Its node's name.</param>
/// <param name="Zone">Its node's zone; null when it has none, or none is known.</param>
internal sealed record NodePlace(string Node, string? Zone = null);
