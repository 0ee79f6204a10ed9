using Kube.Store.Errors;

namespace Kube.Store.Leases;

/// <summary>Leases: keys attached to one are deleted, in one transaction, when it ends.</summary>
/// <remarks>Time comes from the store's <see cref="TimeProvider"/>. A lease survives a restart with its whole time to live before it again.
/// All members may be called at once from any thread.</remarks>
public interface ILeaseStore
{
    /// <summary>Creates a lease.</summary>
    /// <exception cref="LeaseExistsException">The id asked for is taken.</exception>
    ValueTask<LeaseStatus> GrantAsync(LeaseGrantRequest request, CancellationToken cancellationToken);

    /// <summary>Ends a lease now and deletes its keys in one transaction; returns the store's revision after it.</summary>
    /// <exception cref="LeaseNotFoundException">No such lease, or it has expired.</exception>
    ValueTask<long> RevokeAsync(long leaseId, CancellationToken cancellationToken);

    /// <summary>Gives a lease its whole time to live again.</summary>
    /// <exception cref="LeaseNotFoundException">No such lease, or it has expired.</exception>
    ValueTask<LeaseStatus> KeepAliveAsync(long leaseId, CancellationToken cancellationToken);

    /// <summary>Reads a lease and the keys attached to it.</summary>
    /// <exception cref="LeaseNotFoundException">No such lease, or it has expired.</exception>
    ValueTask<LeaseStatus> GetAsync(long leaseId, CancellationToken cancellationToken);

    /// <summary>The ids of all leases, ascending.</summary>
    ValueTask<IReadOnlyList<long>> ListAsync(CancellationToken cancellationToken);
}
