using Kube.Store.Kv;

namespace Kube.Store.Errors;

/// <summary>A put that keeps the present value or lease met a key that does not exist.</summary>
/// <param name="key">The key.</param>
public sealed class KeyNotFoundInStoreException(StoreKey key) : StoreException($"key {key} not found")
{
    /// <summary>The key.</summary>
    public StoreKey Key { get; } = key;
}
