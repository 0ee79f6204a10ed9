using Kube.Store.Kv;

namespace Kube.Store.Errors;

/// <summary>A transaction writes one key twice in one branch.</summary>
/// <param name="key">The key.</param>
public sealed class DuplicateKeyException(StoreKey key) : StoreException($"key {key} is written twice in one transaction")
{
    /// <summary>The key.</summary>
    public StoreKey Key { get; } = key;
}
