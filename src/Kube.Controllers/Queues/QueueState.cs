namespace Kube.Controllers.Queues;

/// <param name="Depth">Keys that wait.</param>
/// <param name="Unfinished">How long the keys at work have been worked on, together.</param>
/// <param name="Longest">How long the oldest of them.</param>
internal readonly record struct QueueState(int Depth, TimeSpan Unfinished, TimeSpan Longest);
