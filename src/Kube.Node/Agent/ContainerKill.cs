namespace Kube.Node.Agent;

/// <summary>A container that must stop.</summary>
/// <param name="ContainerId">Which one.</param>
/// <param name="Name">Its name in the pod.</param>
/// <param name="Message">Why, for the event; empty: a plain stop.</param>
/// <param name="Reason">What led to it: decides the grace.</param>
internal sealed record ContainerKill(string ContainerId, string Name, string Message, KillReason Reason);
