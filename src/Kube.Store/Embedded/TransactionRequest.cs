using Kube.Store.Errors;
using Kube.Store.Index;
using Kube.Store.Kv;

namespace Kube.Store.Embedded;

/// <summary>A transaction in the queue.</summary>
internal sealed class TransactionRequest(Transaction transaction, ProjectedValues projected) : WriterRequest<TransactionResult>
{
    private readonly ProjectedValues _projected = projected;
    private List<bool>? _nestedOutcomes;                        // in the order in which the operations are met
    private int _nestedNext;
    private int _subRevision;

    public override void Apply(CommitGroup group)
    {
        // First everything that decides or refuses, on the state before the transaction; from then on nothing can fail.
        var succeeded = Decide(group, transaction);
        var revision = group.Workspace.Revision + 1;
        var results = Run(group, succeeded ? transaction.Success : transaction.Failure, revision);
        if (_subRevision > 0)
            group.Workspace.Revision = revision;
        Result = new(group.Workspace.Revision, succeeded, results);
    }

    private bool Decide(CommitGroup group, Transaction decided)
    {
        var succeeded = true;
        for (var i = 0; i < decided.Compares.Count; i++)
        {
            if (CompareEvaluator.Holds(group, decided.Compares[i]))
                continue;
            succeeded = false;
            break;
        }
        var branch = succeeded ? decided.Success : decided.Failure;
        for (var i = 0; i < branch.Count; i++)
        {
            switch (branch[i])
            {
                case PutOperation put:
                    CheckPut(group, put);
                    break;
                case RangeOperation range:
                    CheckRevision(group, range.Request.Revision);
                    break;
                case NestedOperation nested:
                    _nestedOutcomes ??= [];
                    var place = _nestedOutcomes.Count;
                    _nestedOutcomes.Add(false);
                    _nestedOutcomes[place] = Decide(group, nested.Transaction);
                    break;
                default:
                    break;
            }
        }
        return succeeded;
    }

    private static void CheckPut(CommitGroup group, PutOperation put)
    {
        if (put is { Lease: not 0, KeepLease: false } && !group.Workspace.Leases.ContainsKey(put.Lease))
            throw new LeaseNotFoundException(put.Lease);
        if ((put.KeepValue || put.KeepLease) && !(group.Workspace.TryFind(put.Key.Span, out var slot) && slot.Current is not null))
            throw new KeyNotFoundInStoreException(put.Key);
    }

    private static void CheckRevision(CommitGroup group, long revision)
    {
        if (revision > group.Workspace.Revision)
            throw new FutureRevisionException(revision, group.Workspace.Revision);
        if (revision > 0 && revision < group.Workspace.CompactedRevision)
            throw new RevisionCompactedException(revision, group.Workspace.CompactedRevision);
    }

    private OperationResult[] Run(CommitGroup group, IReadOnlyList<StoreOperation> branch, long revision)
    {
        var results = new OperationResult[branch.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = branch[i] switch
            {
                PutOperation put => Put(group, put, revision),
                DeleteOperation delete => Delete(group, delete.Range, revision),
                RangeOperation range => Range(group, range.Request, revision),
                NestedOperation nested => Nested(group, nested.Transaction, revision),
                _ => throw new InvalidOperationException("an operation of an unknown kind"),
            };
        }
        return results;
    }

    private PutResult Put(CommitGroup group, PutOperation put, long revision)
    {
        var value = put.Value;
        var projection = _projected.Of(put);
        var lease = put.Lease;
        if ((put.KeepValue || put.KeepLease) && group.Workspace.TryFind(put.Key.Span, out var slot) && slot.Current is { } present)
        {
            if (put.KeepValue)
                (value, projection) = (present.Value, present.Projection);
            if (put.KeepLease)
                lease = present.Lease;
        }
        return group.Put(put.Key, value, projection, lease, revision, _subRevision++);
    }

    private DeleteResult Delete(CommitGroup group, KeyRange range, long revision)
    {
        if (range.IsSingle)
        {
            return group.Workspace.TryFind(range.Start.Span, out var slot) && slot.Current is { } current
                ? new([group.Delete(slot, current, revision, _subRevision++)])
                : new([]);
        }
        KeyValue[] doomed = [.. group.View(revision).Ascending(range)];
        foreach (var entry in doomed)
        {
            if (group.Workspace.TryFind(entry.Key.Span, out IndexSlot slot))
                group.Delete(slot, entry, revision, _subRevision++);
        }
        return new(doomed);
    }

    private RangeResult Range(CommitGroup group, RangeRequest request, long revision)
    {
        var store = _subRevision > 0 ? revision : group.Workspace.Revision;
        var view = group.View(store);
        return request.Revision > 0 && request.Revision < store
            ? RangeReader.Read(new OlderSnapshot(view.Root, request.Revision, group.Reader), request, store)
            : RangeReader.Read(view, request, store);
    }

    private TransactionResult Nested(CommitGroup group, Transaction nested, long revision)
    {
        var succeeded = _nestedOutcomes![_nestedNext++];
        var results = Run(group, succeeded ? nested.Success : nested.Failure, revision);
        return new(_subRevision > 0 ? revision : group.Workspace.Revision, succeeded, results);
    }
}
