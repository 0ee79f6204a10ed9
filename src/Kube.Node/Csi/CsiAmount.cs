namespace Kube.Node.Csi;

/// <summary>How much of something there is.</summary>
internal sealed record CsiAmount(long Available, long Total, long Used);
