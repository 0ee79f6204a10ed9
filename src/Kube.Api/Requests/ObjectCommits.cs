using System.Runtime.CompilerServices;
using Kube.Api.Catalog;
using Kube.Api.Encryption;
using Kube.Api.Errors;
using Kube.Api.Metrics;
using Kube.Api.Objects;
using Kube.Store.Errors;
using Kube.Store.Kv;
using Kube.Store.Snapshots;

namespace Kube.Api.Requests;

/// <summary>Commits objects: one compare, one put or delete. What is written is shared with every later reader.</summary>
internal sealed class ObjectCommits(
    IKeyValueStore store, IStoreSnapshots snapshots, ObjectLeases leases, ResourceChanges changes, ValueEncryption encryption, StoreRequestMetrics metrics)
{
    /// <summary>The object as it is now, for the first round of a write loop: no older than anything committed before the call.</summary>
    public async ValueTask<ObjectRevision?> ReadAsync(ResourceDefinition resource, string ns, string name, CancellationToken cancellationToken)
    {
        var snapshot = await snapshots.OpenLatestAsync(cancellationToken);
        if (resource.Family is { ConvertsOutside: true }) await snapshot.PrepareAsync(resource, ns, name, cancellationToken);
        return snapshot.TryGet(resource, ns, name, out var found) ? found : null;
    }

    /// <summary>Commits a new object.</summary>
    /// <returns>The object as committed; null when the name is taken.</returns>
    public ValueTask<ObjectRevision?> CreateAsync(
        ResourceDefinition resource, string ns, string name, ReadOnlyMemory<byte> json, CancellationToken cancellationToken) =>
        PutAsync(resource, ObjectKeys.Of(resource, ns, name), json, 0, cancellationToken);

    /// <summary>Commits a change of the object at <paramref name="revision"/>.</summary>
    /// <returns>The object as committed; null when it is no longer at that revision.</returns>
    public ValueTask<ObjectRevision?> UpdateAsync(
        ResourceDefinition resource, string ns, string name, ReadOnlyMemory<byte> json, long revision, CancellationToken cancellationToken) =>
        PutAsync(resource, ObjectKeys.Of(resource, ns, name), json, revision, cancellationToken);

    /// <summary>Deletes the object at <paramref name="revision"/>.</summary>
    /// <returns>The revision of the deletion; null when the object is no longer at that revision.</returns>
    public async ValueTask<long?> DeleteAsync(ResourceDefinition resource, string ns, string name, long revision, CancellationToken cancellationToken)
    {
        try
        {
            var result = await CommitAsync("delete", resource, Transaction.DeleteIfUnchanged(ObjectKeys.Of(resource, ns, name), revision), cancellationToken);
            changes.Count(resource.Kind.Group);
            return result.Succeeded ? result.Revision : null;
        }
        catch (StoreFullException full)
        {
            throw NoSpace(full);
        }
    }

    /// <summary>Whether an object would be stored otherwise today: then an update that changes nothing of it writes it, too.</summary>
    public bool IsStale(ServedObject obj, ResourceDefinition resource) => encryption.IsStale(resource, obj.SealedWith);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ObjectRevision?> PutAsync(
        ResourceDefinition resource, StoreKey key, ReadOnlyMemory<byte> json, long revision, CancellationToken cancellationToken)
    {
        try
        {
            var lease = resource.TimeToLiveSeconds is { } seconds ? await leases.GetAsync(seconds, cancellationToken) : 0;
            if (resource.Family is { } family) json = await family.ToStoredAsync(json, resource, cancellationToken);
            json = encryption.Seal(resource, key, json);
            var result = await CommitAsync(revision == 0 ? "create" : "update", resource, Transaction.PutIfUnchanged(key, json, revision, lease), cancellationToken);
            changes.Count(resource.Kind.Group);
            if (result is not { Succeeded: true, Results: [PutResult put] }) return null;
            if (resource.Family is { ConvertsOutside: true } outside) await outside.PrepareAsync([put.Current.AsStored(resource).Object], resource, cancellationToken);
            else if (resource.Family is { } own && ReferenceEquals(own.Storage, resource)) put.Current.AsStored(resource).Object.Adopt(resource);
            return put.Current.AsObject(resource);
        }
        catch (RequestTooLargeException)
        {
            // etcd's own words, which is what upstream's server passes on.
            throw new UnclassifiedException("etcdserver: request is too large");
        }
        catch (StoreFullException full)
        {
            throw NoSpace(full);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TransactionResult> CommitAsync(string operation, ResourceDefinition resource, Transaction transaction, CancellationToken cancellationToken)
    {
        var started = metrics.Begin();
        var failed = true;
        try
        {
            var result = await store.CommitAsync(transaction, cancellationToken);
            failed = false;
            return result;
        }
        finally
        {
            metrics.End(operation, resource, started, failed);
        }
    }

    // The path is the server's own affair; what to do about it is everyone's.
    private static InternalErrorException NoSpace(StoreFullException full) =>
        new("no space is left for the server's store: free space on the file system of its data directory; nothing acknowledged was lost", full);
}
