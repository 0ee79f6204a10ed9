namespace Kube.Store.Kv;

/// <summary>Outcome of a put.</summary>
/// <param name="current">The entry as committed.</param>
/// <param name="previous">The entry it replaced; null when the key is new.</param>
public sealed class PutResult(KeyValue current, KeyValue? previous) : OperationResult
{
    /// <summary>The entry as committed, its projection included.</summary>
    public KeyValue Current { get; } = current;

    /// <summary>The entry it replaced; null when the key is new.</summary>
    public KeyValue? Previous { get; } = previous;
}
