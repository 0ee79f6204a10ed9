using System.Collections.Immutable;
using Kube.Api.Catalog;
using Kube.Api.Encryption;
using Kube.Api.Errors;
using Kube.Store.Kv;
using Kube.Store.Projection;

namespace Kube.Api.Objects;

/// <summary>Hangs the served form on every stored object. It only wraps the bytes: a store with a million objects opens without reading one.</summary>
internal sealed class ObjectProjector(IResourceCatalog catalog, ValueEncryption encryption) : IValueProjector
{
    private volatile PrefixTable? _table;

    public object? Project(StoreKey key, ReadOnlyMemory<byte> value) =>
        Find(key.Span) is not { } resource ? Unknown(key, value)
        : encryption.Guards(resource, value.Span) ? Open(resource, key, value)
        : resource.Family is null ? new ServedObject(resource, value)
        : ServedObject.Raw(resource, value);

    private object? Unknown(StoreKey key, ReadOnlyMemory<byte> value) =>
        !IsObject(key.Span) ? null : ValueEncryption.IsSealed(value.Span) ? new SealedValue(encryption, key, value) : ServedObject.Raw(null, value);

    // What is encrypted is decrypted here, once a revision; what cannot be is told to whoever asks for it.
    private object Open(ResourceDefinition resource, StoreKey key, ReadOnlyMemory<byte> value)
    {
        var closed = new SealedValue(encryption, key, value);
        try
        {
            return closed.Open(resource);
        }
        catch (InternalErrorException)
        {
            return closed;
        }
    }

    // What no resource is known for yet, as when a store opens before its custom resources are defined.
    private static bool IsObject(ReadOnlySpan<byte> key) => key.StartsWith("/registry/"u8);

    /// <summary>The resource that a key belongs to, in its stored version; null for keys of no known resource.</summary>
    public ResourceDefinition? Find(ReadOnlySpan<byte> key)
    {
        var snapshot = catalog.Current;
        var table = _table;
        if (table is null || !ReferenceEquals(table.Snapshot, snapshot)) _table = table = new(snapshot);
        return table.Find(key);
    }

    /// <summary>The key prefixes in order, searched by halves: no prefix begins with another one, because each ends in a slash after a whole name.</summary>
    private sealed class PrefixTable
    {
        private readonly ImmutableArray<ResourceDefinition> _sorted;

        public PrefixTable(ResourceCatalogSnapshot snapshot)
        {
            Snapshot = snapshot;
            _sorted = [.. snapshot.Definitions
                .Where(definition => definition is { StoredAs: null, StoresNothing: false })
                .Select(definition => definition.Family?.Storage ?? definition)
                .Distinct()
                .OrderBy(definition => new StoreKey(definition.KeyPrefix))];
        }

        public ResourceCatalogSnapshot Snapshot { get; }

        public ResourceDefinition? Find(ReadOnlySpan<byte> key)
        {
            var low = 0;
            var high = _sorted.Length - 1;
            while (low <= high)
            {
                var middle = (low + high) / 2;
                var prefix = _sorted[middle].KeyPrefix.AsSpan();
                if (key.StartsWith(prefix)) return _sorted[middle];
                if (prefix.SequenceCompareTo(key) < 0) low = middle + 1;
                else high = middle - 1;
            }

            return null;
        }
    }
}
