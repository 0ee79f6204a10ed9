namespace Kube.Store.Errors;

/// <summary>The lease id asked for is taken.</summary>
/// <param name="leaseId">The id.</param>
public sealed class LeaseExistsException(long leaseId) : StoreException($"lease {leaseId} already exists")
{
    /// <summary>The id.</summary>
    public long LeaseId { get; } = leaseId;
}
