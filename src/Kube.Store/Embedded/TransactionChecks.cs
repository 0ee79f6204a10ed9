using Kube.Store.Errors;
using Kube.Store.Hosting;
using Kube.Store.Kv;

namespace Kube.Store.Embedded;

/// <summary>Checks a transaction that need no state: done by the caller, so that the writer meets only well-formed ones.</summary>
internal sealed class TransactionChecks(KubeStoreOptions options, VersionReader projector)
{
    /// <returns>The projections of its values.</returns>
    /// <exception cref="ArgumentException">A key is empty or a range is the default value.</exception>
    /// <exception cref="StoreException">It is too large, or writes a key twice.</exception>
    public ProjectedValues Check(Transaction transaction)
    {
        var projected = default(ProjectedValues);
        long bytes = 0;
        Walk(transaction, ref projected, ref bytes);
        if (bytes > options.MaxTransactionBytes)
            throw new RequestTooLargeException("bytes of keys and values", bytes, options.MaxTransactionBytes);
        return projected;
    }

    private void Walk(Transaction transaction, ref ProjectedValues projected, ref long bytes)
    {
        for (var i = 0; i < transaction.Compares.Count; i++)
        {
            var compare = transaction.Compares[i];
            CheckRange(compare.Range);
            bytes += compare.Range.Start.Length + compare.Value.Length;
        }
        WalkBranch(transaction.Success, ref projected, ref bytes);
        WalkBranch(transaction.Failure, ref projected, ref bytes);
    }

    private void WalkBranch(IReadOnlyList<StoreOperation> branch, ref ProjectedValues projected, ref long bytes)
    {
        if (branch.Count > options.MaxTransactionOperations)
            throw new RequestTooLargeException("operations in one branch", branch.Count, options.MaxTransactionOperations);
        if (branch.Count > 1)
            BranchKeys.CheckDistinct(branch);
        for (var i = 0; i < branch.Count; i++)
        {
            switch (branch[i])
            {
                case PutOperation put:
                    if (put.Key.IsEmpty)
                        throw new ArgumentException("a key is not empty");
                    bytes += put.Key.Length + put.Value.Length;
                    if (!put.KeepValue && bytes <= options.MaxTransactionBytes)
                        projected.Add(put, projector.Project(put.Key, put.Value));
                    break;
                case DeleteOperation delete:
                    CheckRange(delete.Range);
                    break;
                case RangeOperation range:
                    CheckRange(range.Request.Range);
                    break;
                case NestedOperation nested:
                    Walk(nested.Transaction, ref projected, ref bytes);
                    break;
                default:
                    throw new ArgumentException("an operation is null");
            }
        }
    }

    public static void CheckRange(KeyRange range)
    {
        if (range == default)
            throw new ArgumentException("a range is KeyRange.Single, Between, From, Prefix or All; a key is not empty");
    }
}
