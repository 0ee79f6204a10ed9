namespace Kube.Scheduling.Cycle;

/// <summary>Why the pods of a shape fit nowhere.</summary>
/// <param name="At">The count of changes of the nodes when this was found.</param>
/// <param name="Message">For the condition and the event; without what PostFilter says.</param>
/// <param name="RejectedBy">The plugins that rejected nodes.</param>
/// <param name="Improvable">The rows that might take them if other pods left.</param>
internal sealed record ShapeFailure(long At, string Message, IReadOnlyList<string> RejectedBy, IReadOnlyList<int> Improvable);
