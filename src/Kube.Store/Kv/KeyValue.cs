namespace Kube.Store.Kv;

/// <summary>One revision of one key. Immutable and shared: by snapshots, results and watch events alike; it may be kept.</summary>
public sealed class KeyValue
{
    internal KeyValue(StoreKey key, ReadOnlyMemory<byte> value, object? projection, KeyVersion facts)
    {
        Key = key;
        Value = value;
        Projection = projection;
        Facts = facts;
    }

    /// <summary>The key.</summary>
    public StoreKey Key { get; }

    /// <summary>The value as it was committed; empty when the request asked for keys only.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    /// <summary>What the store's <see cref="Projection.IValueProjector"/> made of the value; null without a projector or with keys only.</summary>
    public object? Projection { get; }

    /// <summary>Revision at which the key came into being (last time, if it was deleted between).</summary>
    public long CreateRevision => Facts.CreateRevision;

    /// <summary>Revision of the transaction that wrote this value.</summary>
    public long ModRevision => Facts.ModRevision;

    /// <summary>Number of writes since creation; 1 for a new key.</summary>
    public long Version => Facts.Version;

    /// <summary>Lease to which the key is attached; 0 for none.</summary>
    public long Lease => Facts.Lease;

    internal KeyVersion Facts { get; }
}
