using Kube.Api.Catalog;
using Kube.Api.Encryption;
using Kube.Store.Kv;
using Kube.Store.Snapshots;

namespace Kube.Api.Objects;

/// <summary>Reads objects out of store snapshots by resource, namespace and name.</summary>
internal static class StoredObjects
{
    public static bool TryGet(this IStoreSnapshot snapshot, ResourceDefinition resource, string ns, string name, out ObjectRevision found)
    {
        var max = ObjectKeys.MaxLength(resource, ns, name);
        Span<byte> key = max <= ObjectKeys.StackBytes ? stackalloc byte[max] : new byte[max];
        if (snapshot.TryGet(key[..ObjectKeys.Write(resource, ns, name, key)], out var entry))
        {
            found = entry.AsObject(resource);
            return true;
        }

        found = default;
        return false;
    }

    /// <summary>Has an object converted that a version is about to serve, where somebody outside does that.</summary>
    public static async ValueTask PrepareAsync(this IStoreSnapshot snapshot, ResourceDefinition resource, string ns, string name, CancellationToken cancellationToken)
    {
        if (snapshot.TryGet(ObjectKeys.Of(resource, ns, name).Span, out var entry))
            await resource.Family!.PrepareAsync([entry.AsStored(resource).Object], resource, cancellationToken);
    }

    /// <summary>The same for a stretch of keys.</summary>
    public static async ValueTask PrepareAsync(this IStoreSnapshot snapshot, ResourceDefinition resource, KeyRange range, long limit, CancellationToken cancellationToken)
    {
        const int AtOnce = 500;
        var part = new List<ServedObject>();
        foreach (var entry in snapshot.Ascending(range))
        {
            part.Add(entry.AsStored(resource).Object);
            if (limit > 0 && --limit == 0) break;
            if (part.Count < AtOnce) continue;
            await resource.Family!.PrepareAsync(part, resource, cancellationToken);
            part.Clear();
        }

        if (part.Count > 0) await resource.Family!.PrepareAsync(part, resource, cancellationToken);
    }

    /// <summary>The stored form of an entry. A value that was projected before its resource was known is wrapped anew.</summary>
    public static ObjectRevision AsObject(this KeyValue entry, ResourceDefinition resource)
    {
        var stored = entry.AsStored(resource);
        return resource.Family is null ? stored : new(stored.Object.In(resource), stored.Revision);
    }

    /// <summary>The same, but of a resource whose versions are data as it lies there, for whoever asks for a version later.</summary>
    public static ObjectRevision AsStored(this KeyValue entry, ResourceDefinition resource)
    {
        var known = entry.Projection as ServedObject ?? (entry.Projection as SealedValue)?.Open(resource.Family?.Storage ?? resource.Stored);
        if (known is null || (known.Resource is null && resource.Family is null))
            known = resource.Family is null ? new ServedObject(resource.Stored, entry.Value) : ServedObject.Raw(resource, entry.Value);
        return new(known, entry.ModRevision);
    }
}
