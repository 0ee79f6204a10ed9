using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Controllers.Deployments;
using Kube.Controllers.Ownership;
using Kube.Controllers.Pods;
using Kube.Controllers.Revisions;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.DaemonSets;

/// <summary>Keeps one pod of a daemon set on every node it is for: observes, decides with <see cref="DaemonPlan"/> and <see cref="DaemonStatus"/>, acts.</summary>
internal sealed class DaemonSetReconciler : IReconciler<V1DaemonSet>
{
    private readonly IKubeClient _client;
    private readonly IEventRecorder _events;
    private readonly IResourceCache<V1DaemonSet> _sets;
    private readonly IResourceCache<V1Pod> _pods;
    private readonly IResourceCache<V1Node> _nodes;
    private readonly TimeProvider _time;
    private readonly DaemonActions _actions;
    private readonly SeenWrites<V1DaemonSet> _writes;
    private readonly RevisionHistory<V1DaemonSet> _history;
    private readonly FailureBackoff _backoff;

    public DaemonSetReconciler(IKubeClient client, IEventRecorder events, IResourceCaches caches, IReconcileQueue queue, TimeProvider time)
    {
        _client = client;
        _events = events;
        _sets = caches.For<V1DaemonSet>();
        _pods = caches.For<V1Pod>();
        _nodes = caches.For<V1Node>();
        _time = time;
        _backoff = new FailureBackoff(time);
        _actions = new DaemonActions(new PodControl(client, events), events, _pods);
        _writes = new SeenWrites<V1DaemonSet>(client, _sets);
        _history = new RevisionHistory<V1DaemonSet>(client, caches.For<V1ControllerRevision>());
        NodeEvents = new DaemonNodeEvents(_sets, queue);
        _pods.AddIndex(PodOwners.Index);
    }

    /// <summary>Hears of nodes.</summary>
    public ICacheHandler<V1Node> NodeEvents { get; }

    /// <summary>The set of a pod; for a pod without a controller every one that selects it.</summary>
    public IEnumerable<ObjectKey> SetsOf(V1Pod pod) => PodOwners.Of(pod, _sets, V1DaemonSet.KubeApiVersion, V1DaemonSet.KubeKind, set => Selecting.Read(set.Spec.Selector).Selects(pod.Metadata));

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        _backoff.Clean();
        if (!_sets.TryGet(key, out var cached)) return ReconcileResult.Done;
        var selector = Selecting.Read(cached.Spec.Selector);
        if (selector is null or { IsEmpty: true })
        {
            _events.Event(cached, EventTypes.Warning, "SelectingAll", "This daemon set is selecting all pods. A non-empty selector is required.");
            return ReconcileResult.Done;
        }

        if (cached.Metadata.DeletionTimestamp is not null) return ReconcileResult.Done;
        return await WorkloadPass.RunAsync(() => SyncAsync(cached.DeepClone(), cancellationToken), TimeSpan.FromMilliseconds(100));
    }

    private async ValueTask<ReconcileResult> SyncAsync(V1DaemonSet set, CancellationToken cancellationToken)
    {
        var revisions = await _history.ClaimAsync(set, set.Spec.Selector, cancellationToken);
        var (current, collisions) = await CurrentAsync(set, revisions, cancellationToken);
        var hash = current.Metadata.Labels?.GetValueOrDefault(DaemonNames.HashLabel) ?? current.Metadata.Name!;
        TimeSpan? next = null;
        Exception? failure = null;
        var isDone = true;
        try
        {
            var seen = await ObserveAsync(set, hash, cancellationToken);
            isDone = await _actions.ApplyAsync(seen, DaemonPlan.ForNodes(seen, node => MayReplace(set, node, ref next), _time.GetUtcNow()), cancellationToken);
            if (isDone)
            {
                seen = await ObserveAsync(set, hash, cancellationToken);
                isDone = await _actions.ApplyAsync(seen, DaemonPlan.ForUpdate(seen, _time.GetUtcNow()), cancellationToken);
            }
        }
        catch (ApiException e)
        {
            failure = e;
        }

        var after = await ObserveAsync(set, hash, cancellationToken);
        var now = _time.GetUtcNow();
        await WriteStatusAsync(set, DaemonStatus.Of(after, collisions, now), cancellationToken);
        if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        await TruncateAsync(set, after, revisions, current, cancellationToken);
        if (!isDone) return ReconcileResult.RequeueAfter(TimeSpan.Zero);
        if (PodStates.NextAvailability(after.Pods, set.Spec.MinReadySeconds ?? 0, now) is { } available && (next is null || available < next)) next = available;
        return next is { } wait ? ReconcileResult.RequeueAfter(wait) : ReconcileResult.Done;
    }

    private async ValueTask<DaemonObservation> ObserveAsync(V1DaemonSet set, string hash, CancellationToken cancellationToken)
    {
        var selector = Selecting.Read(set.Spec.Selector);
        var pods = await new ChildClaims<V1DaemonSet, V1Pod>(_client, set, pod => selector.Selects(pod.Metadata))
            .ClaimAsync(PodOwners.Candidates(_pods, set.Metadata), cancellationToken);
        return new(set, hash, _nodes.List(""), pods);
    }

    private bool MayReplace(V1DaemonSet set, string node, ref TimeSpan? next)
    {
        if (_backoff.TryBegin($"{set.Metadata.Uid}/{set.Status.ObservedGeneration}/{node}", out var left)) return true;
        if (next is null || left < next) next = left;
        return false;
    }

    // The revision of the template as it is: of several the newest, the others go.
    private async ValueTask<(V1ControllerRevision Revision, int? Collisions)> CurrentAsync(
        V1DaemonSet set, List<V1ControllerRevision> revisions, CancellationToken cancellationToken)
    {
        var collisions = set.Status.CollisionCount;
        var same = revisions.Where(revision => TemplateRevisions.AreSame(revision, Make(set, 0, collisions))).ToList();
        var number = RevisionHistory<V1DaemonSet>.Next([.. revisions.Except(same)]);
        if (same.Count == 0)
        {
            var (created, count) = await _history.CreateAsync(set, count => Make(set, number, count == 0 ? collisions : count), collisions ?? 0, cancellationToken);
            return (created, count == 0 ? collisions : count);
        }

        foreach (var twin in same.SkipLast(1))
        {
            await _history.DeleteAsync(twin, cancellationToken);
            revisions.Remove(twin);
        }

        var current = same[^1];
        return (current.Revision < number ? await _history.RenumberAsync(current, number, cancellationToken) : current, collisions);
    }

    private static V1ControllerRevision Make(V1DaemonSet set, long number, int? collisions)
    {
        var hash = TemplateHash.Of(set.Spec.Template, collisions);
        return TemplateRevisions.Make(set, set.Spec.Template, $"{set.Metadata.Name}-{hash}", (DaemonNames.HashLabel, hash), TemplateRevisions.PatchOf(set.Spec.Template), number);
    }

    private async ValueTask WriteStatusAsync(V1DaemonSet set, V1DaemonSetStatus status, CancellationToken cancellationToken)
    {
        if (set.Status.SemanticEquals(status)) return;
        set.Status = status;
        await _writes.UpdateStatusAsync(set, cancellationToken);
    }

    private ValueTask TruncateAsync(
        V1DaemonSet set, DaemonObservation seen, List<V1ControllerRevision> revisions, V1ControllerRevision current, CancellationToken cancellationToken)
    {
        var alive = seen.Pods.Select(static pod => pod.Metadata.Labels?.GetValueOrDefault(DaemonNames.HashLabel)).ToHashSet();
        return _history.TruncateAsync(
            revisions,
            revision => revision.Metadata.Name == current.Metadata.Name || alive.Contains(revision.Metadata.Labels?.GetValueOrDefault(DaemonNames.HashLabel)),
            set.Spec.RevisionHistoryLimit ?? 10,
            cancellationToken);
    }
}
