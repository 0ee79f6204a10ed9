namespace Kube.Scheduling.Loop;

/// <summary>One thing that the scheduling loop is told.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Subject">The object, or what the kind says.</param>
internal readonly record struct ClusterNote(ClusterNoteKind Kind, object Subject);
