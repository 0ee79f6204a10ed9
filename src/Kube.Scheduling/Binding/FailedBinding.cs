namespace Kube.Scheduling.Binding;

/// <summary>A binding that came to nothing.</summary>
/// <param name="Binding">The binding.</param>
/// <param name="Message">Why, for the log.</param>
/// <param name="RejectedBy">The plugin that rejected it; null: something went wrong.</param>
internal sealed record FailedBinding(PodBinding Binding, string Message, string? RejectedBy);
