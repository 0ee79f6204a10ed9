using Kube.Store.Errors;
using Kube.Store.Kv;

namespace Kube.Store.Embedded;

/// <summary>The rule that one branch writes no key twice (etcd's <c>checkIntervals</c>): puts differ from each other and lie outside every
/// deleted range; deletes may overlap, and so may the two branches of one nested transaction, of which only one runs.</summary>
internal sealed class BranchKeys
{
    private readonly HashSet<StoreKey> _puts = [];
    private readonly List<KeyRange> _deletes = [];

    /// <exception cref="DuplicateKeyException">A key is written twice.</exception>
    public static void CheckDistinct(IReadOnlyList<StoreOperation> branch) => Collect(branch);

    private static BranchKeys Collect(IReadOnlyList<StoreOperation> branch)
    {
        var keys = new BranchKeys();
        foreach (var operation in branch)
        {
            if (operation is PutOperation put)
                keys.AddPut(put.Key);
            else if (operation is DeleteOperation delete)
                keys._deletes.Add(delete.Range);
        }
        CheckApart(keys._puts, keys._deletes);
        foreach (var operation in branch)
        {
            if (operation is NestedOperation nested)
                keys.AddNested(Collect(nested.Transaction.Success), Collect(nested.Transaction.Failure));
        }
        return keys;
    }

    private void AddNested(BranchKeys success, BranchKeys failure)
    {
        foreach (var branch in (ReadOnlySpan<BranchKeys>)[success, failure])
        {
            CheckApart(branch._puts, _deletes);
            CheckApart(_puts, branch._deletes);
        }
        foreach (var put in success._puts.Union(failure._puts))
            AddPut(put);
        _deletes.AddRange(success._deletes);
        _deletes.AddRange(failure._deletes);
    }

    private void AddPut(StoreKey key)
    {
        if (!_puts.Add(key))
            throw new DuplicateKeyException(key);
    }

    private static void CheckApart(HashSet<StoreKey> puts, List<KeyRange> deletes)
    {
        foreach (var range in deletes)
        {
            foreach (var key in puts)
            {
                if (range.Contains(key.Span))
                    throw new DuplicateKeyException(key);
            }
        }
    }
}
