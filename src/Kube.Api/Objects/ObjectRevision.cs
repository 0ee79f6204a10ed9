namespace Kube.Api.Objects;

/// <summary>One object of a list or event.</summary>
/// <param name="Object">Shared and immutable.</param>
/// <param name="Revision">Goes out as its resourceVersion.</param>
public readonly record struct ObjectRevision(ServedObject Object, long Revision);
