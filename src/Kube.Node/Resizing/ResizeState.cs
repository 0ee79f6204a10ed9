namespace Kube.Node.Resizing;

/// <summary>Where a pod's resize stands, as a condition shows it.</summary>
/// <param name="Reason"><c>Deferred</c> or <c>Infeasible</c> of one that waits; <c>Error</c> or nothing of one that goes on.</param>
/// <param name="Message">For people.</param>
/// <param name="Generation">The pod's generation that asks for it.</param>
internal sealed record ResizeState(string Reason, string Message, long Generation);
