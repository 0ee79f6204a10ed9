using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Client.Discovery;
using Kube.Api.Errors;
using Kube.Api.Models;

namespace Kube.Controllers.GarbageCollection;

/// <summary>Asks the server about objects by what owner references say of them. What is absent is remembered: an absent uid never comes back.</summary>
internal sealed class OwnerLookup(IKubeClient client, IResourceDirectory directory)
{
    private const int Remembered = 500;

    private readonly Lock _gate = new();
    private readonly HashSet<(string Uid, string Namespace)> _absent = [];
    private readonly Queue<(string Uid, string Namespace)> _oldest = new();

    /// <summary>Finds an object.</summary>
    /// <returns>Its metadata, or null when there is none of its uid at that place.</returns>
    /// <exception cref="UnknownKindException">The server does not have its kind.</exception>
    public async ValueTask<V1PartialObjectMetadata?> FindAsync(ObjectIdentity identity, CancellationToken cancellationToken)
    {
        var resource = await ResourceAsync(identity, cancellationToken);
        try
        {
            var found = await client.Metadata(resource.Resource).GetAsync(Key(resource, identity), cancellationToken);
            return found.Metadata.Uid == identity.Uid ? found : null;
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    /// <summary>Whether an owner is there, from the server's word.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="ns">The namespace of the object that has it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<OwnerState> StateAsync(V1OwnerReference reference, string ns, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_absent.Contains((reference.Uid, "")) || _absent.Contains((reference.Uid, ns))) return OwnerState.Absent;
        }

        var identity = new ObjectIdentity(reference.ApiVersion, reference.Kind, ns, reference.Name, reference.Uid);
        var resource = await ResourceAsync(identity, cancellationToken);
        if (resource.Namespaced && ns.Length == 0) return OwnerState.Unresolvable;
        if (await FindAsync(identity, cancellationToken) is not { } owner)
        {
            // Without a namespace, or of an object that has none, the uid is absent everywhere.
            Remember((reference.Uid, resource.Namespaced ? ns : ""));
            return OwnerState.Absent;
        }

        return owner.Metadata.DeletionTimestamp is not null && owner.Metadata.Finalizers?.Contains(OwnerGraph.ForegroundFinalizer) == true
            ? OwnerState.WaitsForDependents
            : OwnerState.Solid;
    }

    /// <summary>The client and key of an object.</summary>
    public async ValueTask<(IResourceClient<V1PartialObjectMetadata> Objects, ObjectKey Key)> PlaceAsync(ObjectIdentity identity, CancellationToken cancellationToken)
    {
        var resource = await ResourceAsync(identity, cancellationToken);
        return (client.Metadata(resource.Resource), Key(resource, identity));
    }

    private static ObjectKey Key(ServedResource resource, ObjectIdentity identity) => new(resource.Namespaced ? identity.Namespace : "", identity.Name);

    private async ValueTask<ServedResource> ResourceAsync(ObjectIdentity identity, CancellationToken cancellationToken)
    {
        foreach (var resource in (await directory.ListAsync(cancellationToken)).All)
        {
            if (resource.Kind == identity.Kind && resource.Resource.ApiVersion == identity.ApiVersion && resource.Can(Verbs.Get)) return resource;
        }

        throw new UnknownKindException(identity);
    }

    private void Remember((string Uid, string Namespace) absent)
    {
        lock (_gate)
        {
            if (!_absent.Add(absent)) return;
            _oldest.Enqueue(absent);
            if (_oldest.Count > Remembered) _absent.Remove(_oldest.Dequeue());
        }
    }
}
