namespace Kube.Store.Errors;

/// <summary>No such lease, or it has expired.</summary>
/// <param name="leaseId">Its id.</param>
public sealed class LeaseNotFoundException(long leaseId) : StoreException($"lease {leaseId} not found")
{
    /// <summary>Its id.</summary>
    public long LeaseId { get; } = leaseId;
}
