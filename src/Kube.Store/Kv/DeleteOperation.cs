namespace Kube.Store.Kv;

/// <summary>Deletes a key or a range of keys; a delete of nothing changes nothing and takes no revision.</summary>
/// <param name="range">The keys.</param>
public sealed class DeleteOperation(KeyRange range) : StoreOperation
{
    /// <summary>The keys.</summary>
    public KeyRange Range { get; } = range;
}
