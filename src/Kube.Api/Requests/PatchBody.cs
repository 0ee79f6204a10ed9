namespace Kube.Api.Requests;

/// <summary>A patch as it came: immutable until the operation has completed.</summary>
/// <param name="Type">How to read it.</param>
/// <param name="Bytes">JSON; for <see cref="PatchType.Apply"/> YAML, of which JSON is a part.</param>
public sealed record PatchBody(PatchType Type, ReadOnlyMemory<byte> Bytes);
