namespace Kube.Node.Csi;

/// <summary>How full a volume is, as its driver says.</summary>
/// <param name="PodVolume">What the pod calls the volume.</param>
/// <param name="Bytes">Its bytes; null: not said.</param>
/// <param name="Inodes">Its files; null: not said.</param>
/// <param name="IsAbnormal">Whether something is wrong with it; null: not said.</param>
internal sealed record CsiUsage(string PodVolume, CsiAmount? Bytes, CsiAmount? Inodes, bool? IsAbnormal);
