using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Objects;

public sealed partial class ServedObject
{
    private readonly ServedObject? _raw;
    private readonly bool _isRaw;
    private string? _sealedWith;
    private ServedObject? _sibling;

    private ServedObject(ResourceDefinition version, ReadOnlyMemory<byte> json, ServedObject raw, ServedObject? sibling)
        : this(version, json)
    {
        _raw = raw;
        _sibling = sibling;
    }

    private ServedObject(ResourceDefinition? resource, ReadOnlyMemory<byte> json, bool isRaw)
        : this(resource?.Codec ?? s_unknown, resource, json) => _isRaw = isRaw;

    private static readonly ObjectCodec s_unknown = KubernetesTypes.Codec<V1PartialObjectMetadata>();

    /// <summary>Wraps bytes as they lie in the store, in whatever version and form they were written: served only <see cref="In(ResourceDefinition)"/> a version.</summary>
    /// <param name="resource">The resource as far as it is known.</param>
    /// <param name="json">The bytes.</param>
    internal static ServedObject Raw(ResourceDefinition? resource, ReadOnlyMemory<byte> json) => new(resource, json, isRaw: true);

    /// <summary>Wraps the bytes of a value that was decrypted.</summary>
    /// <param name="resource">The resource, as stored.</param>
    /// <param name="json">The bytes.</param>
    /// <param name="sealedWith">The prefix of the key that it was encrypted with.</param>
    internal static ServedObject Opened(ResourceDefinition resource, ReadOnlyMemory<byte> json, string? sealedWith) =>
        new(resource, json, isRaw: resource.Family is not null) { _sealedWith = sealedWith };

    /// <summary>What the object was encrypted with; null: nothing.</summary>
    internal string? SealedWith => _raw is null ? _sealedWith : _raw._sealedWith;

    /// <summary>Whether writing the object as it is would store what is stored already. It would not where a definition has changed since.</summary>
    internal bool IsStoredAsServed => _raw is null || _json.Equals(_raw._json) || Resource!.Family!.ConvertsOutside
        || Resource!.Family!.ToStored(_json, Resource).Span.SequenceEqual(_raw._json.Span);

    /// <summary>Whether <see cref="In(ResourceDefinition)"/> the version has been asked for or prepared.</summary>
    internal bool IsKnownIn(ResourceDefinition version)
    {
        for (var known = Volatile.Read(ref _otherVersion); known is not null; known = known._sibling)
            if (ReferenceEquals(known.Resource, version)) return true;
        return !_isRaw;
    }

    /// <summary>Says that these bytes were just written in a version, as it serves them: they need not be read to be served.</summary>
    internal void Adopt(ResourceDefinition version)
    {
        if (_isRaw && !IsKnownIn(version)) Keep(version, version.Family!, _json);
    }

    /// <summary>Keeps what a version serves of these bytes, made elsewhere.</summary>
    internal void Prepare(ResourceDefinition version, ReadOnlyMemory<byte> json) => Keep(version, version.Family!, json);

    private ServedObject In(ResourceDefinition version, VersionFamily family)
    {
        if (!_isRaw) return ReferenceEquals(version, Resource) ? this : (_raw ?? Raw(family.Storage, family.ToStored(_json, Resource!))).In(version, family);
        for (var known = Volatile.Read(ref _otherVersion); known is not null; known = known._sibling)
            if (ReferenceEquals(known.Resource, version)) return known;
        return Keep(version, family, family.ToServed(_json, version));
    }

    private ServedObject Keep(ResourceDefinition version, VersionFamily family, ReadOnlyMemory<byte> json)
    {
        // What former definitions made of it is of no use any more.
        var first = Volatile.Read(ref _otherVersion);
        var kept = ReferenceEquals(first?.Resource?.Family, family) ? first : null;
        var made = new ServedObject(version, json, this, kept);
        Volatile.Write(ref _otherVersion, made);
        return made;
    }
}
