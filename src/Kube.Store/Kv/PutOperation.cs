using Kube.Store.Errors;

namespace Kube.Store.Kv;

/// <summary>Writes a key.</summary>
/// <param name="key">The key; not empty.</param>
/// <param name="value">The value; the store keeps this memory.</param>
public sealed class PutOperation(StoreKey key, ReadOnlyMemory<byte> value) : StoreOperation
{
    /// <summary>The key.</summary>
    public StoreKey Key { get; } = key;

    /// <summary>The value; unused with <see cref="KeepValue"/>.</summary>
    public ReadOnlyMemory<byte> Value { get; } = value;

    /// <summary>Lease to attach the key to. Default 0: none. An unknown one fails the transaction with <see cref="LeaseNotFoundException"/>.</summary>
    public long Lease { get; init; }

    /// <summary>Keep the present value, as etcd's <c>ignore_value</c>; a missing key fails the transaction with <see cref="KeyNotFoundInStoreException"/>.</summary>
    public bool KeepValue { get; init; }

    /// <summary>Keep the present lease, as etcd's <c>ignore_lease</c>; a missing key fails the transaction with <see cref="KeyNotFoundInStoreException"/>.</summary>
    public bool KeepLease { get; init; }
}
