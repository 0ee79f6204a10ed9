using Kube.Api.Catalog;
using Kube.Api.Objects;
using Kube.Store.Kv;

namespace Kube.Api.Encryption;

/// <summary>A stored value that could not be decrypted when it was met. It is tried again whenever somebody asks for it: the key may have come since.</summary>
internal sealed class SealedValue(ValueEncryption encryption, StoreKey key, ReadOnlyMemory<byte> value)
{
    private ServedObject? _opened;

    /// <param name="resource">Whose object it is, as stored: where it was met, that may not have been known.</param>
    /// <exception cref="Errors.InternalErrorException">It can still not be decrypted.</exception>
    public ServedObject Open(ResourceDefinition resource)
    {
        if (_opened is { } known) return known;
        var json = encryption.Open(resource, key, value, out var sealedWith);
        return _opened = ServedObject.Opened(resource, json, sealedWith);
    }
}
