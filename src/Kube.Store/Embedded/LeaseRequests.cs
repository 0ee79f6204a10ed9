using Kube.Store.Errors;

namespace Kube.Store.Embedded;

/// <summary>Creates a lease.</summary>
internal sealed class GrantRequest(long leaseId, long seconds) : WriterRequest<Lease>
{
    public override void Apply(CommitGroup group)
    {
        var id = leaseId;
        if (id == 0)
            id = Unused(group.Workspace);
        else if (group.Workspace.Leases.ContainsKey(id))
            throw new LeaseExistsException(id);
        Result = group.Workspace.Grant(id, seconds);
        group.Record.AddGrant(id, seconds);
    }

    public override void Complete()
    {
        Result!.Clock.Renew();                                  // its time begins when its owner learns of it
        base.Complete();
    }

    /// <summary>Ids only need to differ; one made from the revision repeats exactly when a run is repeated.</summary>
    private static long Unused(StoreWorkspace workspace)
    {
        var mixed = unchecked((ulong)workspace.Revision * 0x9E37_79B9_7F4A_7C15) + (ulong)workspace.Leases.Count;
        var id = (long)(mixed >> 1) | 1;
        while (workspace.Leases.ContainsKey(id))
            id = id == long.MaxValue ? 1 : id + 1;
        return id;
    }
}

/// <summary>Ends a lease and deletes its keys, in one transaction.</summary>
internal class RevokeRequest(long leaseId) : WriterRequest<long>
{
    protected long LeaseId { get; } = leaseId;

    public override void Apply(CommitGroup group)
    {
        if (!group.Workspace.Leases.TryGetValue(LeaseId, out var lease))
            throw new LeaseNotFoundException(LeaseId);
        Revoke(group, lease);
    }

    protected void Revoke(CommitGroup group, Lease lease)
    {
        var revision = group.Workspace.Revision + 1;
        var subRevision = 0;
        foreach (var key in group.Workspace.KeysOf(lease))
        {
            if (group.Workspace.TryFind(key.Span, out var slot) && slot.Current is { } current)
                group.Delete(slot, current, revision, subRevision++);
        }
        if (subRevision > 0)
            group.Workspace.Revision = revision;
        group.Workspace.Revoke(LeaseId);
        group.Record.AddRevoke(LeaseId);
        Result = group.Workspace.Revision;
    }
}

/// <summary>Ends a lease if its time is over; it may have been kept alive while this was in the queue.</summary>
internal sealed class ExpireRequest(long leaseId) : RevokeRequest(leaseId)
{
    public override void Apply(CommitGroup group)
    {
        if (group.Workspace.Leases.TryGetValue(LeaseId, out var lease) && lease.Clock.Remaining(lease.TimeToLive) <= TimeSpan.Zero)
            Revoke(group, lease);
    }
}
