using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Controllers.Ownership;
using Kube.Controllers.Pods;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.Deployments;

/// <summary>Rolls deployments out: observes their sets, decides with <see cref="RolloutSizes"/> and <see cref="RolloutStatus"/>, acts.</summary>
internal sealed class DeploymentReconciler : IReconciler<V1Deployment>
{
    private static readonly CacheIndex<V1ReplicaSet> s_byOwner = new("controller", set =>
        [OwnerReferences.ControllerOf(set)?.Uid ?? PodOwners.Orphans(set.Metadata.Namespace ?? "")]);

    private readonly IKubeClient _client;
    private readonly IEventRecorder _events;
    private readonly IResourceCache<V1Deployment> _deployments;
    private readonly IResourceCache<V1ReplicaSet> _sets;
    private readonly IResourceCache<V1Pod> _pods;
    private readonly TimeProvider _time;
    private readonly DeploymentActions _actions;

    public DeploymentReconciler(
        IKubeClient client, IEventRecorder events, IResourceCache<V1Deployment> deployments, IResourceCache<V1ReplicaSet> sets, IResourceCache<V1Pod> pods,
        TimeProvider time)
    {
        _client = client;
        _events = events;
        _deployments = deployments;
        _sets = sets;
        _pods = pods;
        _time = time;
        _actions = new DeploymentActions(client, events, sets, time);
        sets.AddIndex(s_byOwner);
        pods.AddIndex(PodOwners.Index);
    }

    /// <summary>The deployment of a set; for a set without a controller every one that selects it.</summary>
    public IEnumerable<ObjectKey> DeploymentsOf(V1ReplicaSet set)
    {
        if (OwnerReferences.ControllerOf(set) is { } owner)
        {
            if (owner.Kind == V1Deployment.KubeKind && owner.ApiVersion == V1Deployment.KubeApiVersion) yield return new(set.Metadata.Namespace!, owner.Name);
            yield break;
        }

        foreach (var deployment in _deployments.List(set.Metadata.Namespace!))
            if (Selecting.Read(deployment.Spec.Selector).Selects(set.Metadata)) yield return deployment.Key();
    }

    /// <summary>The deployment of a pod, for one that waits until its old pods are gone.</summary>
    public IEnumerable<ObjectKey> DeploymentsOf(V1Pod pod)
    {
        if (OwnerReferences.ControllerOf(pod) is not { Kind: V1ReplicaSet.KubeKind } owner) yield break;
        if (!_sets.TryGet(new(pod.Metadata.Namespace!, owner.Name), out var set) || set.Metadata.Uid != owner.Uid) yield break;
        foreach (var key in DeploymentsOf(set))
            if (_deployments.TryGet(key, out var deployment) && deployment.Spec.Strategy.Type == "Recreate") yield return key;
    }

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!_deployments.TryGet(key, out var cached)) return ReconcileResult.Done;
        // A pass writes metadata and status; the specification, which is the most of it, stays the shared one.
        var deployment = new V1Deployment { ApiVersion = cached.ApiVersion, Kind = cached.Kind, Metadata = cached.Metadata.DeepClone(), Spec = cached.Spec, Status = cached.Status.DeepClone() };
        var selector = Selecting.Read(deployment.Spec.Selector);
        if (selector is null or { IsEmpty: true })
        {
            _events.Event(deployment, EventTypes.Warning, "SelectingAll", "This deployment is selecting all pods. A non-empty selector is required.");
            return ReconcileResult.Done;
        }

        var candidates = _sets.Find(s_byOwner, deployment.Metadata.Uid!).Concat(_sets.Find(s_byOwner, PodOwners.Orphans(key.Namespace)));
        var owned = await new ChildClaims<V1Deployment, V1ReplicaSet>(_client, deployment, set => selector.Selects(set.Metadata)).ClaimAsync(candidates, cancellationToken);
        return await WorkloadPass.RunAsync(() => ReconcileAsync(deployment, owned, cancellationToken), TimeSpan.FromMilliseconds(20));
    }

    private async ValueTask<ReconcileResult> ReconcileAsync(V1Deployment deployment, IReadOnlyList<V1ReplicaSet> owned, CancellationToken cancellationToken)
    {
        var sets = DeploymentSets.Of(deployment, owned);
        if (deployment.Metadata.DeletionTimestamp is not null)
        {
            await WriteStatusAsync(deployment, RolloutStatus.Counts(deployment, sets, _time.GetUtcNow()), cancellationToken);
            return ReconcileResult.Done;
        }

        await NotePauseAsync(deployment, cancellationToken);
        if (deployment.Spec.Paused == true || RolloutSizes.IsResized(deployment, sets))
        {
            sets = await WithNewestAsync(deployment, sets, create: false, cancellationToken) ?? sets;
            foreach (var size in RolloutSizes.Resized(deployment, sets)) sets = Replace(sets, await _actions.ScaleAsync(deployment, size.Set, size.Replicas, cancellationToken));
            if (deployment.Spec.Paused == true) await _actions.CleanUpAsync(deployment, sets.Old, cancellationToken);
            await WriteStatusAsync(deployment, RolloutStatus.Counts(deployment, sets, _time.GetUtcNow()), cancellationToken);
            return ReconcileResult.Done;
        }

        return deployment.Spec.Strategy.Type == "Recreate"
            ? await RecreateAsync(deployment, sets, cancellationToken)
            : await RollAsync(deployment, sets, cancellationToken);
    }

    private async ValueTask<ReconcileResult> RollAsync(V1Deployment deployment, DeploymentSets observed, CancellationToken cancellationToken)
    {
        if (await WithNewestAsync(deployment, observed, create: true, cancellationToken) is not { } sets) return ReconcileResult.RequeueAfter(TimeSpan.Zero);
        if (RolloutSizes.NewSet(deployment, sets) is { } size)
            return await FinishAsync(deployment, Replace(sets, await _actions.ScaleAsync(deployment, size.Set, size.Replicas, cancellationToken)), cancellationToken);
        if (RolloutSizes.OldSets(deployment, sets) is { Count: > 0 } sizes)
        {
            foreach (var old in sizes) sets = Replace(sets, await _actions.ScaleAsync(deployment, old.Set, old.Replicas, cancellationToken));
            return await FinishAsync(deployment, sets, cancellationToken);
        }

        return await CleanUpAndFinishAsync(deployment, sets, cancellationToken);
    }

    private async ValueTask<ReconcileResult> RecreateAsync(V1Deployment deployment, DeploymentSets observed, CancellationToken cancellationToken)
    {
        var sets = await WithNewestAsync(deployment, observed, create: false, cancellationToken) ?? observed;
        var active = sets.ActiveOld.ToList();
        if (active.Count > 0)
        {
            foreach (var old in active) sets = Replace(sets, await _actions.ScaleAsync(deployment, old, 0, cancellationToken));
            return await FinishAsync(deployment, sets, cancellationToken);
        }

        if (OldPodsLive(sets)) return await FinishAsync(deployment, sets, cancellationToken);
        if (await WithNewestAsync(deployment, sets, create: true, cancellationToken) is not { } complete) return ReconcileResult.RequeueAfter(TimeSpan.Zero);
        sets = Replace(complete, await _actions.ScaleAsync(deployment, complete.New!, RolloutNumbers.Replicas(deployment), cancellationToken));
        return await CleanUpAndFinishAsync(deployment, sets, cancellationToken);
    }

    // Pods of old sets that have not ended, those on their way out included: two versions must never run at once.
    private bool OldPodsLive(DeploymentSets sets) =>
        sets.Old.Any(set => set.Status.Replicas > 0)
        || sets.Old.Any(set => _pods.Find(PodOwners.Index, set.Metadata.Uid!).Any(pod => !PodStates.IsFinished(pod)));

    private async ValueTask<DeploymentSets?> WithNewestAsync(V1Deployment deployment, DeploymentSets sets, bool create, CancellationToken cancellationToken)
    {
        if (sets.New is { } newest)
            return sets with { New = await _actions.KeepNewestAsync(deployment, newest, RevisionNotes.Highest(sets.Old) + 1, cancellationToken) };
        if (!create) return sets;
        return await _actions.CreateNewestAsync(deployment, sets.Old, cancellationToken) is { } created ? sets with { New = created } : null;
    }

    private async ValueTask<ReconcileResult> CleanUpAndFinishAsync(V1Deployment deployment, DeploymentSets sets, CancellationToken cancellationToken)
    {
        if (RolloutStatus.IsComplete(deployment, deployment.Status)) await _actions.CleanUpAsync(deployment, sets.Old, cancellationToken);
        return await FinishAsync(deployment, sets, cancellationToken);
    }

    private async ValueTask<ReconcileResult> FinishAsync(V1Deployment deployment, DeploymentSets sets, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var status = RolloutStatus.OfRollout(deployment, sets, now);
        await WriteStatusAsync(deployment, status, cancellationToken);
        return RolloutStatus.NextCheck(deployment, status, now) is { } next ? ReconcileResult.RequeueAfter(next) : ReconcileResult.Done;
    }

    private async ValueTask WriteStatusAsync(V1Deployment deployment, V1DeploymentStatus status, CancellationToken cancellationToken)
    {
        if (deployment.Status.SemanticEquals(status)) return;
        deployment.Status = status;
        await _actions.UpdateStatusAsync(deployment, cancellationToken);
    }

    // A pause stops the clock of the progress deadline; going on starts it anew.
    private async ValueTask NotePauseAsync(V1Deployment deployment, CancellationToken cancellationToken)
    {
        if (!RolloutNumbers.HasProgressDeadline(deployment)) return;
        var reason = DeploymentConditions.Find(deployment.Status, DeploymentNames.Progressing)?.Reason;
        if (reason == DeploymentNames.ProgressDeadlineExceeded) return;
        var paused = deployment.Spec.Paused == true;
        if (paused == (reason == DeploymentNames.DeploymentPaused)) return;
        if (paused) _actions.Progress(deployment, "Unknown", DeploymentNames.DeploymentPaused, "Deployment is paused");
        else _actions.Progress(deployment, "Unknown", DeploymentNames.DeploymentResumed, "Deployment is resumed");
        await _actions.UpdateStatusAsync(deployment, cancellationToken);
    }

    private static DeploymentSets Replace(DeploymentSets sets, V1ReplicaSet updated) =>
        sets.New?.Metadata.Uid == updated.Metadata.Uid
            ? sets with { New = updated }
            : sets with { Old = [.. sets.Old.Select(set => set.Metadata.Uid == updated.Metadata.Uid ? updated : set)] };
}
