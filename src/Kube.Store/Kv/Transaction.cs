namespace Kube.Store.Kv;

/// <summary>Compares, and the operations to carry out when all hold or when one does not. Immutable; may be committed again.</summary>
/// <remarks>No key may be written twice in one branch.</remarks>
public sealed class Transaction
{
    /// <summary>Conditions; none means that the success branch runs. Default none.</summary>
    public IReadOnlyList<Compare> Compares { get; init; } = [];

    /// <summary>Operations when every condition holds. Default none.</summary>
    public IReadOnlyList<StoreOperation> Success { get; init; } = [];

    /// <summary>Operations when a condition does not hold. Default none.</summary>
    public IReadOnlyList<StoreOperation> Failure { get; init; } = [];

    /// <summary>Writes a key, whatever it holds.</summary>
    public static Transaction Put(StoreKey key, ReadOnlyMemory<byte> value, long lease = 0) =>
        new() { Success = [new PutOperation(key, value) { Lease = lease }] };

    /// <summary>Deletes a key or a range, whatever it holds.</summary>
    public static Transaction Delete(KeyRange range) => new() { Success = [new DeleteOperation(range)] };

    /// <summary>Writes a key that must not exist; else reads what is there (<see cref="TransactionResult.Current"/>).</summary>
    public static Transaction PutIfAbsent(StoreKey key, ReadOnlyMemory<byte> value, long lease = 0) => PutIfUnchanged(key, value, 0, lease);

    /// <summary>Writes a key that must still be at <paramref name="modRevision"/>; else reads what is there (<see cref="TransactionResult.Current"/>).</summary>
    public static Transaction PutIfUnchanged(StoreKey key, ReadOnlyMemory<byte> value, long modRevision, long lease = 0)
    {
        var range = KeyRange.Single(key);
        return new()
        {
            Compares = [Compare.OfModRevision(range, CompareResult.Equal, modRevision)],
            Success = [new PutOperation(key, value) { Lease = lease }],
            Failure = [new RangeOperation(new() { Range = range })],
        };
    }

    /// <summary>Deletes a key that must still be at <paramref name="modRevision"/>; else reads what is there (<see cref="TransactionResult.Current"/>).</summary>
    public static Transaction DeleteIfUnchanged(StoreKey key, long modRevision)
    {
        var range = KeyRange.Single(key);
        return new()
        {
            Compares = [Compare.OfModRevision(range, CompareResult.Equal, modRevision)],
            Success = [new DeleteOperation(range)],
            Failure = [new RangeOperation(new() { Range = range })],
        };
    }
}
