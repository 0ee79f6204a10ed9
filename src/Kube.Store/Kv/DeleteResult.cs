namespace Kube.Store.Kv;

/// <summary>Outcome of a delete.</summary>
/// <param name="previous">The deleted entries, in key order.</param>
public sealed class DeleteResult(IReadOnlyList<KeyValue> previous) : OperationResult
{
    /// <summary>The deleted entries, in key order; empty when nothing was there.</summary>
    public IReadOnlyList<KeyValue> Previous { get; } = previous;

    /// <summary>Number of keys deleted.</summary>
    public int Count => Previous.Count;
}
