using Kube.Api.Objects;
using Kube.Api.Tree;

namespace Kube.Api.Catalog;

/// <summary>The versions of a resource whose form is data and not code, as custom resources are. Every request works in its own version; only what is stored is in the storage version.</summary>
/// <remarks>Immutable but for <see cref="IsRetired"/>; safe for concurrent use. A changed definition is a new family with new resource definitions.</remarks>
internal abstract class VersionFamily
{
    private volatile bool _retired;

    /// <summary>The definition in whose version objects are stored.</summary>
    public abstract ResourceDefinition Storage { get; }

    /// <summary>Every version served.</summary>
    public abstract IReadOnlyList<ResourceDefinition> Versions { get; }

    /// <summary>Stays the same when the definition changes, so that watches find their events.</summary>
    public abstract object Identity { get; }

    /// <summary>The definition has changed or gone: nothing new may begin with this one.</summary>
    public bool IsRetired => _retired;

    public void Retire() => _retired = true;

    /// <summary>Somebody outside converts: what is not in the version asked for has to be prepared before it can be served.</summary>
    public virtual bool ConvertsOutside => false;

    /// <summary>Converts what a version is about to serve, as far as that is not done yet. Called before <see cref="ToServed"/> where <see cref="ConvertsOutside"/>.</summary>
    /// <exception cref="Errors.UnclassifiedException">It could not be converted.</exception>
    public virtual ValueTask PrepareAsync(IReadOnlyList<ServedObject> stored, ResourceDefinition version, CancellationToken cancellationToken) => default;

    /// <summary>Makes what is stored of an object written in a version.</summary>
    /// <exception cref="Errors.UnclassifiedException">It could not be converted.</exception>
    public virtual ValueTask<ReadOnlyMemory<byte>> ToStoredAsync(ReadOnlyMemory<byte> served, ResourceDefinition version, CancellationToken cancellationToken) =>
        new(ToStored(served, version));

    /// <summary>Makes what a version serves of what is stored, in whatever version that was; the same memory when both are equal.</summary>
    public abstract ReadOnlyMemory<byte> ToServed(ReadOnlyMemory<byte> stored, ResourceDefinition version);

    /// <summary>Makes what is stored of an object written in a version; the same memory when both are equal.</summary>
    public abstract ReadOnlyMemory<byte> ToStored(ReadOnlyMemory<byte> served, ResourceDefinition version);

    /// <summary>Converts an object between versions; what the other one does not know is dropped.</summary>
    public abstract TreeObject Convert(TreeObject value, ResourceDefinition to);

    /// <summary>Converts an object between versions to compare it there, whole.</summary>
    /// <exception cref="Errors.UnclassifiedException">The other version does not know some of it: it cannot be compared.</exception>
    public abstract TreeObject ConvertWhole(TreeObject value, ResourceDefinition to);
}
