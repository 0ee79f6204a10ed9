using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Tree;

namespace Kube.Controllers.GarbageCollection;

/// <summary>Looks at one object and does what its plan says.</summary>
internal sealed class Collector(OwnerGraph graph, OwnerLookup lookup, Action<string> lookAgain)
{
    private const int FinalizerAttempts = 5;

    /// <summary>Deletes an object whose owners are gone, or lets one go that waited for its dependents.</summary>
    /// <returns>False when the object is known by name only and nothing was heard of it yet: look again later.</returns>
    public async ValueTask<bool> DeleteAsync(string uid, CancellationToken cancellationToken)
    {
        if (graph.Find(uid) is not { } known) return true;
        // Whoever deletes it does so without the garbage collector, unless it waits for its dependents.
        if (known.IsBeingDeleted && !known.IsDeletingDependents) return true;
        if (await lookup.FindAsync(known.Identity, cancellationToken) is not { } latest)
        {
            graph.WasAbsent(known.Identity);
            return true;
        }

        if (known.IsVirtual) return false;
        if (known.IsDeletingDependents)
        {
            await LetGoAsync(known, cancellationToken);
            return true;
        }

        List<(V1OwnerReference, OwnerState)> owners = [];
        foreach (var reference in latest.Metadata.OwnerReferences ?? [])
            owners.Add((reference, await lookup.StateAsync(reference, known.Identity.Namespace, cancellationToken)));
        await ActAsync(known, latest.Metadata, CollectionPlan.For(latest.Metadata, owners, known.Dependents), cancellationToken);
        return true;
    }

    /// <summary>Frees the dependents of an object that is asked to leave them, then lets it go.</summary>
    public async ValueTask OrphanAsync(string uid, CancellationToken cancellationToken)
    {
        if (graph.Find(uid) is not { } known) return;
        foreach (var dependent in known.Dependents) await FreeAsync(dependent.Identity, uid, cancellationToken);
        await RemoveFinalizerAsync(known.Identity, OwnerGraph.OrphanFinalizer, cancellationToken);
    }

    private async ValueTask ActAsync(GraphView known, V1ObjectMeta latest, CollectionPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Without is { } hollow)
        {
            var kept = latest.OwnerReferences!.Where(reference => !hollow.Contains(reference));
            await SetOwnersAsync(known.Identity, latest, kept, cancellationToken);
            return;
        }

        if (plan.Propagation is not { } propagation) return;
        if (plan.Unblock)
        {
            var freed = latest.OwnerReferences!.Select(static reference => reference.DeepClone()).ToArray();
            foreach (var reference in freed) reference.BlockOwnerDeletion = false;
            latest = await SetOwnersAsync(known.Identity, latest, freed, cancellationToken) ?? latest;
        }

        var (objects, key) = await lookup.PlaceAsync(known.Identity, cancellationToken);
        try
        {
            // Exactly what was looked at: an object that changed meanwhile, its owners perhaps, is looked at again.
            await objects.DeleteAsync(
                key, new() { Preconditions = new() { Uid = latest.Uid, ResourceVersion = latest.ResourceVersion }, PropagationPolicy = propagation }, cancellationToken);
        }
        catch (NotFoundException)
        {
            // Somebody else was faster.
        }
    }

    private async ValueTask LetGoAsync(GraphView known, CancellationToken cancellationToken)
    {
        var blocking = known.Dependents.Where(static dependent => dependent.BlocksOwner).ToArray();
        if (blocking.Length == 0)
        {
            await RemoveFinalizerAsync(known.Identity, OwnerGraph.ForegroundFinalizer, cancellationToken);
            return;
        }

        foreach (var dependent in blocking)
            if (!dependent.IsDeletingDependents) lookAgain(dependent.Identity.Uid);
    }

    private async ValueTask FreeAsync(ObjectIdentity dependent, string ownerUid, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await lookup.FindAsync(dependent, cancellationToken) is not { } latest) return;
            var kept = (latest.Metadata.OwnerReferences ?? []).Where(reference => reference.Uid != ownerUid).ToArray();
            if (kept.Length == (latest.Metadata.OwnerReferences?.Count ?? 0)) return;
            try
            {
                await SetOwnersAsync(dependent, latest.Metadata, kept, cancellationToken);
                return;
            }
            catch (ConflictException) when (attempt < FinalizerAttempts)
            {
                // It changed between the two requests; what it is now counts.
            }
        }
    }

    private async ValueTask RemoveFinalizerAsync(ObjectIdentity identity, string finalizer, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await lookup.FindAsync(identity, cancellationToken) is not { } latest) return;
            if (latest.Metadata.Finalizers?.Contains(finalizer) != true) return;
            var kept = latest.Metadata.Finalizers.Where(one => one != finalizer).Select(static one => (TreeNode)TreeString.Of(one)).ToArray();
            try
            {
                await PatchAsync(identity, latest.Metadata, new("finalizers", TreeArray.Of(kept)), cancellationToken);
                return;
            }
            catch (ConflictException) when (attempt < FinalizerAttempts)
            {
                // It changed between the two requests; what it is now counts.
            }
        }
    }

    private ValueTask<V1ObjectMeta?> SetOwnersAsync(ObjectIdentity identity, V1ObjectMeta latest, IEnumerable<V1OwnerReference> owners, CancellationToken cancellationToken) =>
        PatchAsync(identity, latest, new("ownerReferences", TreeArray.Of([.. owners.Select(static owner => (TreeNode)Tree(owner))])), cancellationToken);

    private static TreeObject Tree(V1OwnerReference owner)
    {
        var tree = TreeObject.Of(
            new("apiVersion", TreeString.Of(owner.ApiVersion)),
            new("kind", TreeString.Of(owner.Kind)),
            new("name", TreeString.Of(owner.Name)),
            new("uid", TreeString.Of(owner.Uid)));
        if (owner.Controller is { } controller) tree = tree.With("controller", TreeBool.Of(controller));
        return owner.BlockOwnerDeletion is { } blocks ? tree.With("blockOwnerDeletion", TreeBool.Of(blocks)) : tree;
    }

    // A merge patch of the whole list, guarded by the revision that it was made of: the one kind of patch that every resource takes.
    private async ValueTask<V1ObjectMeta?> PatchAsync(ObjectIdentity identity, V1ObjectMeta latest, TreeMember change, CancellationToken cancellationToken)
    {
        var metadata = TreeObject.Of(new("resourceVersion", TreeString.Of(latest.ResourceVersion!)), new("uid", TreeString.Of(latest.Uid!)), change);
        var (objects, key) = await lookup.PlaceAsync(identity, cancellationToken);
        try
        {
            var patched = await objects.PatchAsync(
                key, new(PatchType.Merge, TreeObject.Of(new TreeMember("metadata", metadata)).ToUtf8()), WriteOptions.Default, cancellationToken);
            return patched.Metadata;
        }
        catch (NotFoundException)
        {
            return null;
        }
    }
}
