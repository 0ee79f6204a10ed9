using Kube.Store.Errors;
using Kube.Store.Kv;

namespace Kube.Store.Embedded;

/// <summary>Moves the compaction point.</summary>
internal sealed class CompactRequest(long revision) : WriterRequest<long>
{
    public override void Apply(CommitGroup group)
    {
        var workspace = group.Workspace;
        if (revision > workspace.Revision)
            throw new FutureRevisionException(revision, workspace.Revision);
        if (revision <= workspace.CompactedRevision)
            throw new RevisionCompactedException(revision, workspace.CompactedRevision);
        workspace.CompactedRevision = revision;
        group.Record.AddCompact(revision);
        Result = revision;
    }
}

/// <summary>Takes deleted keys that compaction uncovered out of the index, a few at a time between the groups.</summary>
internal sealed class PurgeRequest(IReadOnlyList<StoreKey> keys) : WriterRequest<bool>
{
    public override void Apply(CommitGroup group) => group.Purge(keys);
}

/// <summary>Asks for a sync of everything before it.</summary>
internal sealed class SyncRequest : WriterRequest<bool>
{
    public override void Apply(CommitGroup group) => group.MustSync = true;
}
