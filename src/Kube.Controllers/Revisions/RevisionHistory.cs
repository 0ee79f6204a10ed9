using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Controllers.Ownership;
using Kube.Controllers.Pods;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.Revisions;

/// <summary>The revisions of the owners of a kind: found, claimed, made, renumbered and forgotten.</summary>
internal sealed class RevisionHistory<TOwner>
    where TOwner : class, IKubernetesObject<V1ObjectMeta>
{
    private static readonly CacheIndex<V1ControllerRevision> s_byOwner = new("controller", revision =>
        [OwnerReferences.ControllerOf(revision)?.Uid ?? PodOwners.Orphans(revision.Metadata.Namespace ?? "")]);

    private readonly IKubeClient _client;
    private readonly IResourceClient<V1ControllerRevision> _revisions;
    private readonly SeenWrites<V1ControllerRevision> _writes;
    private readonly IResourceCache<V1ControllerRevision> _cache;

    public RevisionHistory(IKubeClient client, IResourceCache<V1ControllerRevision> cache)
    {
        _client = client;
        _revisions = client.For<V1ControllerRevision>();
        _writes = new SeenWrites<V1ControllerRevision>(client, cache);
        _cache = cache;
        cache.AddIndex(s_byOwner);
    }

    /// <summary>An owner's revisions, orphans that its selector matches adopted, oldest first.</summary>
    public async ValueTask<List<V1ControllerRevision>> ClaimAsync(TOwner owner, V1LabelSelector? selector, CancellationToken cancellationToken)
    {
        var reads = Selecting.Read(selector);
        var candidates = _cache.Find(s_byOwner, owner.Metadata.Uid!).Concat(_cache.Find(s_byOwner, PodOwners.Orphans(owner.Metadata.Namespace!)));
        var claimed = await new ChildClaims<TOwner, V1ControllerRevision>(_client, owner, revision => reads.Selects(revision.Metadata)).ClaimAsync(candidates, cancellationToken);
        return
        [
            .. claimed.OrderBy(static revision => revision.Revision).ThenBy(static revision => revision.Metadata.CreationTimestamp)
                .ThenBy(static revision => revision.Metadata.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>The number that comes after those there are.</summary>
    public static long Next(IReadOnlyList<V1ControllerRevision> revisions) => revisions is [.., var newest] ? newest.Revision + 1 : 1;

    /// <summary>Creates a revision; when another thing has its name, under the next one.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="make">Makes it for a count of collisions.</param>
    /// <param name="collisions">How many collisions there were.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The revision as the server has it, and the count of collisions by now.</returns>
    public async ValueTask<(V1ControllerRevision Revision, int Collisions)> CreateAsync(
        TOwner owner, Func<int, V1ControllerRevision> make, int collisions, CancellationToken cancellationToken)
    {
        while (true)
        {
            var made = make(collisions);
            try
            {
                return (await _writes.CreateAsync(made, cancellationToken), collisions);
            }
            catch (AlreadyExistsException)
            {
                var found = await _revisions.GetAsync(new(owner.Metadata.Namespace!, made.Metadata.Name!), cancellationToken);
                if (TemplateRevisions.AreSame(found, made) && OwnerReferences.IsControlledBy(found, owner.Metadata.Uid)) return (found, collisions);
                collisions++;
            }
        }
    }

    /// <summary>Gives a revision another number: it is the newest again.</summary>
    public async ValueTask<V1ControllerRevision> RenumberAsync(V1ControllerRevision revision, long number, CancellationToken cancellationToken)
    {
        if (revision.Revision == number) return revision;
        var copy = revision.DeepClone();
        copy.Revision = number;
        return await _writes.UpdateAsync(copy, cancellationToken);
    }

    /// <summary>Deletes the oldest revisions that nobody lives by, beyond as many as are to be kept.</summary>
    /// <param name="revisions">All, oldest first.</param>
    /// <param name="lives">Whether a pod or the owner's status still names one.</param>
    /// <param name="most">How many others are kept.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask TruncateAsync(
        IReadOnlyList<V1ControllerRevision> revisions, Func<V1ControllerRevision, bool> lives, int most, CancellationToken cancellationToken)
    {
        var over = revisions.Where(revision => !lives(revision)).ToList();
        foreach (var revision in over.Take(over.Count - most)) await DeleteAsync(revision, cancellationToken);
    }

    /// <summary>Deletes a revision.</summary>
    public async ValueTask DeleteAsync(V1ControllerRevision revision, CancellationToken cancellationToken)
    {
        try
        {
            var key = new ObjectKey(revision.Metadata.Namespace!, revision.Metadata.Name!);
            await _revisions.DeleteAsync(key, new() { Preconditions = new() { Uid = revision.Metadata.Uid } }, cancellationToken);
        }
        catch (NotFoundException)
        {
            // Gone already.
        }
    }
}
