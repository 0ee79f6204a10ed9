using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Objects;

public sealed partial class ServedObject
{
    private readonly ServedObject? _raw;
    private readonly bool _isRaw;
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

    /// <summary>Whether writing the object as it is would store what is stored already. It would not where a definition has changed since.</summary>
    internal bool IsStoredAsServed => _raw is null || _json.Equals(_raw._json)
        || Resource!.Family!.ToStored(_json, Resource).Span.SequenceEqual(_raw._json.Span);

    private ServedObject In(ResourceDefinition version, VersionFamily family)
    {
        if (!_isRaw) return ReferenceEquals(version, Resource) ? this : (_raw ?? Raw(family.Storage, family.ToStored(_json, Resource!))).In(version, family);
        var first = Volatile.Read(ref _otherVersion);
        for (var known = first; known is not null; known = known._sibling)
            if (ReferenceEquals(known.Resource, version)) return known;

        // What former definitions made of it is of no use any more.
        var kept = ReferenceEquals(first?.Resource?.Family, family) ? first : null;
        var made = new ServedObject(version, family.ToServed(_json, version), this, kept);
        Volatile.Write(ref _otherVersion, made);
        return made;
    }
}
