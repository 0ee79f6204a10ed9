namespace Kube.Node.Volumes;

/// <summary>One file of a payload.</summary>
/// <param name="Data">What it holds.</param>
/// <param name="Mode">Its permission bits.</param>
/// <param name="Owner">Its owner's id; null: the node.</param>
internal sealed record VolumeFile(ReadOnlyMemory<byte> Data, int Mode, long? Owner = null);
