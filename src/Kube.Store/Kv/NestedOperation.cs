namespace Kube.Store.Kv;

/// <summary>A transaction inside a transaction; its compares are evaluated before any operation of the outermost one is carried out.</summary>
/// <param name="transaction">The inner transaction.</param>
public sealed class NestedOperation(Transaction transaction) : StoreOperation
{
    /// <summary>The inner transaction.</summary>
    public Transaction Transaction { get; } = transaction;
}
