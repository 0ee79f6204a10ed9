using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Tree;

namespace Kube.Controllers.Ownership;

/// <summary>Decides which objects belong to a controller object, and makes it so: orphans that its selector matches are adopted, children that it no longer
/// matches are released (upstream's controller reference manager). Make one for each reconciliation.</summary>
/// <typeparam name="TOwner">The owner's kind.</typeparam>
/// <typeparam name="TChild">The children's kind.</typeparam>
/// <param name="client">Reads the owner anew and patches children.</param>
/// <param name="owner">The owner, from a cache.</param>
/// <param name="matches">Whether the owner's selector matches a child.</param>
/// <param name="finalizers">Finalizers that a child gets when it is adopted and loses when it is released.</param>
public sealed class ChildClaims<TOwner, TChild>(IKubeClient client, TOwner owner, Func<TChild, bool> matches, IReadOnlyList<string>? finalizers = null)
    where TOwner : class, IKubernetesObject<V1ObjectMeta>
    where TChild : class, IKubernetesObject<V1ObjectMeta>
{
    private Task? _mayAdopt;

    /// <summary>Claims children.</summary>
    /// <param name="candidates">Every object of the owner's namespace that may be its child, from a cache.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The children, adopted ones included, in the candidates' order.</returns>
    /// <exception cref="AggregateException">Some could not be adopted or released; the others were.</exception>
    public async ValueTask<IReadOnlyList<TChild>> ClaimAsync(IEnumerable<TChild> candidates, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        List<TChild> claimed = [];
        List<Exception>? failures = null;
        foreach (var child in candidates)
        {
            try
            {
                if (await ClaimAsync(child, cancellationToken)) claimed.Add(child);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                (failures ??= []).Add(e);
            }
        }

        return failures is null ? claimed : throw new AggregateException(failures);
    }

    private static ObjectKey KeyOf(IKubernetesObject<V1ObjectMeta> obj) => new(obj.Metadata.Namespace ?? "", obj.Metadata.Name!);

    private async ValueTask<bool> ClaimAsync(TChild child, CancellationToken cancellationToken)
    {
        if (OwnerReferences.ControllerOf(child) is { } controller)
        {
            if (controller.Uid != owner.Metadata.Uid) return false;
            if (matches(child)) return true;
            // An owner that goes leaves its children to the garbage collector.
            if (owner.Metadata.DeletionTimestamp is null) await ReleaseAsync(child, cancellationToken);
            return false;
        }

        if (owner.Metadata.DeletionTimestamp is not null || !matches(child) || child.Metadata.DeletionTimestamp is not null) return false;
        if (!string.IsNullOrEmpty(owner.Metadata.Namespace) && owner.Metadata.Namespace != child.Metadata.Namespace) return false;
        return await AdoptAsync(child, cancellationToken);
    }

    private async ValueTask<bool> AdoptAsync(TChild child, CancellationToken cancellationToken)
    {
        try
        {
            await (_mayAdopt ??= CheckOwnerAsync(cancellationToken));
            TreeMember? added = finalizers is null ? null : new("finalizers", Strings(finalizers));
            await PatchAsync(child, Reference(OwnerReferences.ToController(owner)), added, cancellationToken);
            return true;
        }
        catch (NotFoundException)
        {
            // The child went meanwhile: nothing to adopt.
            return false;
        }
    }

    private async ValueTask ReleaseAsync(TChild child, CancellationToken cancellationToken)
    {
        var reference = TreeObject.Of(new("$patch", TreeString.Of("delete")), new("uid", TreeString.Of(owner.Metadata.Uid!)));
        TreeMember? removed = finalizers is null ? null : new("$deleteFromPrimitiveList/finalizers", Strings(finalizers));
        try
        {
            await PatchAsync(child, reference, removed, cancellationToken);
        }
        catch (Exception e) when (e is NotFoundException or InvalidException or ConflictException)
        {
            // Gone, or another object of its name by now, or its reference is gone: nothing to release.
        }
    }

    // Caches may be old: an owner that was deleted, or is another one of the same name by now, must adopt nothing.
    private async Task CheckOwnerAsync(CancellationToken cancellationToken)
    {
        var fresh = await client.For<TOwner>().GetAsync(KeyOf(owner), cancellationToken);
        if (fresh.Metadata.Uid != owner.Metadata.Uid)
            throw new InvalidOperationException($"original {typeof(TOwner).Name} {KeyOf(owner)} is gone: got uid {fresh.Metadata.Uid}, wanted {owner.Metadata.Uid}");
        if (fresh.Metadata.DeletionTimestamp is { } at) throw new InvalidOperationException($"{KeyOf(owner)} has just been deleted at {at:O}");
    }

    // The child's uid in the patch makes the server refuse it for another object of the same name.
    private async ValueTask PatchAsync(TChild child, TreeObject reference, TreeMember? more, CancellationToken cancellationToken)
    {
        var uid = new TreeMember("uid", TreeString.Of(child.Metadata.Uid!));
        var references = new TreeMember("ownerReferences", TreeArray.Of(reference));
        var metadata = more is { } finalizerChange ? TreeObject.Of(uid, references, finalizerChange) : TreeObject.Of(uid, references);
        var patch = TreeObject.Of(new TreeMember("metadata", metadata));
        await client.For<TChild>().PatchAsync(KeyOf(child), new(PatchType.StrategicMerge, patch.ToUtf8()), WriteOptions.Default, cancellationToken);
    }

    private static TreeObject Reference(V1OwnerReference reference) => TreeObject.Of(
        new("apiVersion", TreeString.Of(reference.ApiVersion)),
        new("kind", TreeString.Of(reference.Kind)),
        new("name", TreeString.Of(reference.Name)),
        new("uid", TreeString.Of(reference.Uid)),
        new("controller", TreeBool.Of(true)),
        new("blockOwnerDeletion", TreeBool.Of(true)));

    private static TreeArray Strings(IEnumerable<string> values) => TreeArray.Of([.. values.Select(TreeString.Of)]);
}
