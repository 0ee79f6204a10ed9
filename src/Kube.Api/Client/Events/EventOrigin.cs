namespace Kube.Api.Client.Events;

/// <summary>Who records.</summary>
/// <param name="Component">Such as <c>kubelet</c> or <c>deployment-controller</c>.</param>
/// <param name="Host">The node it runs on; empty when that says nothing. For events.k8s.io it is part of the reporting instance.</param>
public sealed record EventOrigin(string Component, string Host = "");
