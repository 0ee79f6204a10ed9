using Kube.Store.Errors;
using Kube.Store.Leases;

namespace Kube.Store.Embedded;

/// <summary>The lease door. Leases change through the writer; keeping one alive moves only its clock.</summary>
internal sealed partial class EmbeddedStore
{
    private const long LongestSeconds = 9_000_000_000;          // etcd's lessor.MaxLeaseTTL

    public async ValueTask<LeaseStatus> GrantAsync(LeaseGrantRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var seconds = (long)Math.Ceiling(request.TimeToLive.TotalSeconds);
        ArgumentOutOfRangeException.ThrowIfLessThan(seconds, 1, nameof(request));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seconds, LongestSeconds, nameof(request));
        ArgumentOutOfRangeException.ThrowIfNegative(request.LeaseId, nameof(request));
        var lease = await _writer.SubmitAsync(new GrantRequest(request.LeaseId, seconds), cancellationToken);
        _expiry.Ring();
        return new(lease.Id, lease.TimeToLive, lease.TimeToLive, []);
    }

    public ValueTask<long> RevokeAsync(long leaseId, CancellationToken cancellationToken) =>
        _writer.SubmitAsync(new RevokeRequest(leaseId), cancellationToken);

    public ValueTask<LeaseStatus> KeepAliveAsync(long leaseId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var lease = Find(Newest(), leaseId);
        lease.Clock.Renew();
        return new(new LeaseStatus(lease.Id, lease.TimeToLive, lease.TimeToLive, []));
    }

    public ValueTask<LeaseStatus> GetAsync(long leaseId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var state = Newest();
        var lease = Find(state, leaseId);
        return new(new LeaseStatus(lease.Id, lease.TimeToLive, lease.Clock.Remaining(lease.TimeToLive), lease.Keys.In(state.Root, lease.Id)));
    }

    public ValueTask<IReadOnlyList<long>> ListAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var ids = new List<long>(Newest().Leases.Keys);
        ids.Sort();
        return new(ids);
    }

    private static Lease Find(StoreState state, long leaseId)
    {
        if (!state.Leases.TryGetValue(leaseId, out var lease) || lease.Clock.Remaining(lease.TimeToLive) <= TimeSpan.Zero)
            throw new LeaseNotFoundException(leaseId);
        return lease;
    }
}
