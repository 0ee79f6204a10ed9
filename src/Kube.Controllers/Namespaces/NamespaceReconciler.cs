using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.Namespaces;

/// <summary>Empties namespaces that are asked to go, says in their status what is in the way, and lets them go when nothing is left.</summary>
internal sealed class NamespaceReconciler(IResourceCache<V1Namespace> namespaces, IKubeClient client, NamespaceContents contents, IReconcileQueue queue, TimeProvider time)
    : IReconciler<V1Namespace>, ICacheHandler<V1Pod>
{
    private const string Finalizer = "kubernetes";

    // A request that was let into the namespace just before may still be about to commit.
    private static readonly TimeSpan s_settling = TimeSpan.FromMilliseconds(100);

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!namespaces.TryGet(key, out var cached) || cached.Metadata.DeletionTimestamp is null) return ReconcileResult.Done;
        if (await FindAsync(key, cancellationToken) is not { } ns || ns.Metadata.DeletionTimestamp is not { } deletedAt) return ReconcileResult.Done;
        if (ns.Spec?.Finalizers is not { Count: > 0 } || ns.Metadata.Uid != cached.Metadata.Uid) return ReconcileResult.Done;

        // Deletion times are whole seconds: the queue cannot know how young it is, so the first look comes at once and a second one a moment later.
        var conditions = new NamespaceConditions();
        var first = ns.Status?.Conditions is not { Count: > 0 };
        var result = await contents.DeleteAsync(key.Name, deletedAt, conditions, cancellationToken);
        ns = await WriteStatusAsync(ns, conditions, cancellationToken);
        if (result.Failed) throw new NamespaceContentException($"the namespace {key.Name} could not be emptied");
        // Half the time and a second, as upstream: most content goes sooner than it may.
        if (result.Wait > TimeSpan.Zero) return ReconcileResult.RequeueAfter((result.Wait / 2) + TimeSpan.FromSeconds(1));
        if (first) return ReconcileResult.RequeueAfter(s_settling);

        ns.Spec!.Finalizers = [.. ns.Spec.Finalizers!.Where(static finalizer => finalizer != Finalizer)];
        await client.For<V1Namespace>().UpdateAsync(key, "finalize", ns, WriteOptions.Default, cancellationToken);
        return ReconcileResult.Done;
    }

    public void Added(V1Pod obj, bool isInitial)
    {
        // A pod that comes changes nothing for its namespace.
    }

    public void Updated(V1Pod old, V1Pod current)
    {
        // Only its end counts.
    }

    // The next look need not wait for the time that the pod might have taken.
    public void Deleted(V1Pod last)
    {
        var key = new ObjectKey(last.Metadata.Namespace ?? "");
        if (namespaces.TryGet(key, out var ns) && ns.Metadata.DeletionTimestamp is not null) queue.AddAfter(key, s_settling);
    }

    private async ValueTask<V1Namespace?> FindAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await client.For<V1Namespace>().GetAsync(key, cancellationToken);
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    private async ValueTask<V1Namespace> WriteStatusAsync(V1Namespace ns, NamespaceConditions conditions, CancellationToken cancellationToken)
    {
        var changed = ns.DeepClone();
        changed.Status ??= new();
        var mustWrite = conditions.ApplyTo(changed.Status, time.GetUtcNow().UtcDateTime);
        if (changed.Status.Phase != "Terminating")
        {
            changed.Status.Phase = "Terminating";
            mustWrite = true;
        }

        return mustWrite
            ? await client.For<V1Namespace>().UpdateAsync(new(ns.Metadata.Name!), "status", changed, WriteOptions.Default, cancellationToken)
            : ns;
    }
}
