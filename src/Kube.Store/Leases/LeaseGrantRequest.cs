namespace Kube.Store.Leases;

/// <summary>Asks for a lease.</summary>
public sealed record LeaseGrantRequest
{
    /// <summary>Time to live. 1 s to 9,000,000,000 s, whole seconds (etcd's bounds and unit); a fraction is rounded up.</summary>
    public required TimeSpan TimeToLive { get; init; }

    /// <summary>Id to give it, greater than 0. Default 0: the store chooses one.</summary>
    public long LeaseId { get; init; }
}
