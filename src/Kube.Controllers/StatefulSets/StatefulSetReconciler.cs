using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Models;
using Kube.Controllers.Ownership;
using Kube.Controllers.Pods;
using Kube.Controllers.Revisions;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.StatefulSets;

/// <summary>Keeps the pods of stateful sets, each with its name and storage: observes, decides with <see cref="StatefulPlan"/> and <see cref="StatefulStatus"/>, acts.</summary>
internal sealed class StatefulSetReconciler : IReconciler<V1StatefulSet>
{
    private readonly IKubeClient _client;
    private readonly IResourceCache<V1StatefulSet> _sets;
    private readonly IResourceCache<V1Pod> _pods;
    private readonly IResourceCache<V1PersistentVolumeClaim> _claims;
    private readonly TimeProvider _time;
    private readonly StatefulActions _actions;
    private readonly SeenWrites<V1StatefulSet> _writes;
    private readonly RevisionHistory<V1StatefulSet> _history;

    public StatefulSetReconciler(IKubeClient client, IEventRecorder events, IResourceCaches caches, TimeProvider time)
    {
        _client = client;
        _sets = caches.For<V1StatefulSet>();
        _pods = caches.For<V1Pod>();
        _claims = caches.For<V1PersistentVolumeClaim>();
        _time = time;
        _actions = new StatefulActions(client, events, _pods);
        _writes = new SeenWrites<V1StatefulSet>(client, _sets);
        _history = new RevisionHistory<V1StatefulSet>(client, caches.For<V1ControllerRevision>());
        _pods.AddIndex(PodOwners.Index);
    }

    /// <summary>The set of a pod; for a pod without a controller every one that may adopt it.</summary>
    public IEnumerable<ObjectKey> SetsOf(V1Pod pod) => PodOwners.Of(pod, _sets, V1StatefulSet.KubeApiVersion, V1StatefulSet.KubeKind, set => IsMember(set, pod));

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!_sets.TryGet(key, out var cached)) return ReconcileResult.Done;
        return await WorkloadPass.RunAsync(() => SyncAsync(cached.DeepClone(), cancellationToken), TimeSpan.FromMilliseconds(100));
    }

    private static bool IsMember(V1StatefulSet set, V1Pod pod) => StatefulPods.Ordinal(set, pod) >= 0 && Selecting.Read(set.Spec.Selector).Selects(pod.Metadata);

    private async ValueTask<ReconcileResult> SyncAsync(V1StatefulSet set, CancellationToken cancellationToken)
    {
        var revisions = await _history.ClaimAsync(set, set.Spec.Selector, cancellationToken);
        var pods = await new ChildClaims<V1StatefulSet, V1Pod>(_client, set, pod => IsMember(set, pod)).ClaimAsync(PodOwners.Candidates(_pods, set.Metadata), cancellationToken);
        var (update, collisions) = await UpdateRevisionAsync(set, revisions, cancellationToken);
        var current = revisions.Find(revision => revision.Metadata.Name == set.Status.CurrentRevision) ?? update;
        var seen = new StatefulObservation(set, pods, current, update, name => _claims.TryGet(new(set.Metadata.Namespace!, name), out var claim) ? claim : null);
        var steps = StatefulPlan.For(seen, _time.GetUtcNow());
        var (after, failure) = await _actions.ApplyAsync(seen, steps, cancellationToken);

        var now = _time.GetUtcNow();
        var status = StatefulStatus.Of(seen, after, collisions, now);
        await WriteStatusAsync(set, status, cancellationToken);
        if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        await TruncateAsync(set, seen, revisions, cancellationToken);
        return PodStates.NextAvailability(after, set.Spec.MinReadySeconds ?? 0, now) is { } next ? ReconcileResult.RequeueAfter(next) : ReconcileResult.Done;
    }

    // The revision of the template as it is: the newest one, an older one that is the newest again, or a new one.
    private async ValueTask<(V1ControllerRevision Update, int Collisions)> UpdateRevisionAsync(
        V1StatefulSet set, List<V1ControllerRevision> revisions, CancellationToken cancellationToken)
    {
        var collisions = set.Status.CollisionCount ?? 0;
        var number = RevisionHistory<V1StatefulSet>.Next(revisions);
        var wanted = Make(set, number, collisions);
        var same = revisions.FindLast(revision => TemplateRevisions.AreSame(revision, wanted));
        if (same is not null && same == revisions[^1]) return (same, collisions);
        if (same is not null) return (await _history.RenumberAsync(same, number, cancellationToken), collisions);
        if (set.Metadata.DeletionTimestamp is not null && revisions.Count > 0) return (revisions[^1], collisions);
        return await _history.CreateAsync(set, count => Make(set, number, count), collisions, cancellationToken);
    }

    private static V1ControllerRevision Make(V1StatefulSet set, long number, int collisions)
    {
        var data = TemplateRevisions.PatchOf(set.Spec.Template);
        var hash = TemplateRevisions.Hash(data, collisions);
        return TemplateRevisions.Make(set, set.Spec.Template, TemplateRevisions.NameOf(set.Metadata.Name!, hash), (TemplateRevisions.HashLabel, hash), data, number);
    }

    private async ValueTask WriteStatusAsync(V1StatefulSet set, V1StatefulSetStatus status, CancellationToken cancellationToken)
    {
        if (set.Status.SemanticEquals(status)) return;
        set.Status = status;
        await _writes.UpdateStatusAsync(set, cancellationToken);
    }

    private ValueTask TruncateAsync(V1StatefulSet set, StatefulObservation seen, List<V1ControllerRevision> revisions, CancellationToken cancellationToken)
    {
        var alive = seen.Pods.Select(StatefulPods.Revision).Append(seen.CurrentRevision.Metadata.Name).Append(seen.UpdateRevision.Metadata.Name).ToHashSet();
        return _history.TruncateAsync(revisions, revision => alive.Contains(revision.Metadata.Name!), set.Spec.RevisionHistoryLimit ?? 10, cancellationToken);
    }
}
