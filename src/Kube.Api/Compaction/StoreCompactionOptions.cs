namespace Kube.Api.Compaction;

/// <summary>How long the past of the store is kept.</summary>
public sealed class StoreCompactionOptions
{
    /// <summary>Revisions are discarded when they are between one and two intervals old. Default 5 minutes, as upstream's
    /// <c>--etcd-compaction-interval</c>; at least 1 s; zero: never.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(5);
}
