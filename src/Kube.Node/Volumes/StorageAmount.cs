namespace Kube.Node.Volumes;

/// <summary>A part of a disk.</summary>
internal readonly record struct StorageAmount(long Bytes, long Files);
