using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Client;

/// <summary>What a client knows of a resource.</summary>
/// <param name="Resource">Group, version and plural.</param>
/// <param name="Namespaced">Lives in namespaces.</param>
/// <param name="Codec">Reads and writes its objects.</param>
public sealed record ClientResource(GroupVersionResource Resource, bool Namespaced, ObjectCodec Codec)
{
    /// <summary>A codec that reads objects of a kind as <see cref="DynamicObject"/>s.</summary>
    public static ObjectCodec DynamicCodec(GroupVersionKind kind) => new DynamicCodec(kind);
}
