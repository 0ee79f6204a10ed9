namespace Kube.Store.Kv;

/// <summary>Reads inside a transaction; it sees what earlier operations of the same transaction wrote.</summary>
/// <param name="request">The read.</param>
public sealed class RangeOperation(RangeRequest request) : StoreOperation
{
    /// <summary>The read.</summary>
    public RangeRequest Request { get; } = request;
}
