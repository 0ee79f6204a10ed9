namespace Kube.Store.Kv;

/// <summary>Outcome of a transaction.</summary>
/// <param name="revision">The transaction's revision, or the store's if it changed nothing.</param>
/// <param name="succeeded">Which branch ran.</param>
/// <param name="results">One result per operation of that branch.</param>
public sealed class TransactionResult(long revision, bool succeeded, IReadOnlyList<OperationResult> results) : OperationResult
{
    /// <summary>The revision that the transaction was given; the store's revision when it changed nothing.</summary>
    public long Revision { get; } = revision;

    /// <summary>True when every compare held and the success branch ran.</summary>
    public bool Succeeded { get; } = succeeded;

    /// <summary>One result per operation of the branch that ran, in its order.</summary>
    public IReadOnlyList<OperationResult> Results { get; } = results;

    /// <summary>The only entry that a failed point transaction read; null when there is none.</summary>
    public KeyValue? Current => Results is [RangeResult { Entries: [var entry, ..] }, ..] ? entry : null;
}
