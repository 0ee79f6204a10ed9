using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Controllers.Batches;
using Kube.Controllers.Expectations;
using Kube.Controllers.Ownership;
using Kube.Controllers.Pods;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.ReplicaSets;

/// <summary>Keeps the number of pods of replica sets and replication controllers: observes, decides with <see cref="ReplicaPlan"/> and <see cref="ReplicaStatus"/>, acts.</summary>
internal sealed class ReplicaEngine
{
    private readonly IReplicaOwner _owners;
    private readonly IResourceCache<V1Pod> _pods;
    private readonly TimeProvider _time;
    private readonly ControllerExpectations _expectations;
    private readonly PodControl _control;

    public ReplicaEngine(IReplicaOwner owners, IResourceCache<V1Pod> pods, PodControl control, IReconcileQueue queue, TimeProvider time)
    {
        _owners = owners;
        _pods = pods;
        _control = control;
        _time = time;
        _expectations = new ControllerExpectations(time);
        PodEvents = new ReplicaPodEvents(owners, _expectations, queue);
        pods.AddIndex(PodOwners.Index);
    }

    /// <summary>Hears of pods.</summary>
    public ICacheHandler<V1Pod> PodEvents { get; }

    /// <summary>One pass over a set.</summary>
    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_owners.Find(key) is not { } set)
        {
            _expectations.Forget(key);
            return ReconcileResult.Done;
        }

        // Asked before the pods are listed: an event in between makes the list newer than the answer, never older.
        var mayDecide = _expectations.AreMet(key);
        var candidates = PodOwners.Candidates(_pods, set.Metadata).ToList();
        var active = await _owners.ClaimAsync(set, candidates.Where(PodStates.IsActive), cancellationToken);
        var now = _time.GetUtcNow();
        var difference = active.Count - (set.Spec.Replicas ?? 1);
        Exception? failure = null;
        if (mayDecide && set.Metadata.DeletionTimestamp is null)
        {
            var plan = ReplicaPlan.For(set, active, () => Related(set), now);
            failure = await ApplyAsync(key, set, plan, cancellationToken);
        }

        var terminating = candidates.Count(pod => PodStates.IsTerminating(pod) && OwnerReferences.IsControlledBy(pod, set.Metadata.Uid));
        var status = ReplicaStatus.Of(set, active, terminating, failure?.Message, difference, now);
        if (!ReplicaStatus.Same(status, set.Status)) await WriteAsync(set, status, cancellationToken);
        if (failure is not null) throw new InvalidOperationException(failure.Message, failure);
        return status.ReadyReplicas != status.AvailableReplicas && PodStates.NextAvailability(active, set.Spec.MinReadySeconds ?? 0, now) is { } next
            ? ReconcileResult.RequeueAfter(next)
            : ReconcileResult.Done;
    }

    private async ValueTask WriteAsync(V1ReplicaSet set, V1ReplicaSetStatus status, CancellationToken cancellationToken)
    {
        try
        {
            await _owners.UpdateStatusAsync(set, status, cancellationToken);
        }
        catch (NotFoundException)
        {
            // Deleted meanwhile: nobody reads its status.
        }
    }

    private async Task<Exception?> ApplyAsync(ObjectKey key, V1ReplicaSet set, ReplicaPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Create == 0 && plan.Delete.IsEmpty) return null;
        _expectations.Expect(key, plan.Create, plan.Delete.Select(pod => pod.Metadata.Uid!));
        return plan.Create > 0 ? await CreateAsync(key, set, plan.Create, cancellationToken) : await DeleteAsync(key, set, plan, cancellationToken);
    }

    private async Task<Exception?> CreateAsync(ObjectKey key, V1ReplicaSet set, int count, CancellationToken cancellationToken)
    {
        var original = _owners.Original(set);
        var begun = 0;
        var result = await SlowStart.RunAsync(count, async _ =>
        {
            begun++;
            try
            {
                await _control.CreateAsync(PodTemplates.Instantiate(set.Spec.Template, set.Metadata, Reference(set)), original, cancellationToken);
            }
            catch (Exception e)
            {
                _expectations.CreationObserved(key);
                // Nothing more can be created here, and the set goes too: no failure to report.
                if (!PodControl.IsNamespaceTerminating(e)) throw;
            }
        });
        // What was not begun will never be seen.
        if (begun < count) _expectations.CreationObserved(key, count - begun);
        return result.Failure;
    }

    private async Task<Exception?> DeleteAsync(ObjectKey key, V1ReplicaSet set, ReplicaPlan plan, CancellationToken cancellationToken)
    {
        var original = _owners.Original(set);
        var calls = plan.Delete.Select(async pod =>
        {
            try
            {
                await _control.DeleteAsync(pod, original, cancellationToken);
                return null;
            }
            catch (Exception e)
            {
                _expectations.DeletionObserved(key, pod.Metadata.Uid!);
                return e is NotFoundException ? null : e;
            }
        });
        var failures = await Task.WhenAll(calls);
        return failures.FirstOrDefault(failure => failure is not null);
    }

    private V1OwnerReference Reference(V1ReplicaSet set) => new()
    {
        ApiVersion = _owners.ApiVersion,
        Kind = _owners.Kind,
        Name = set.Metadata.Name!,
        Uid = set.Metadata.Uid!,
        Controller = true,
        BlockOwnerDeletion = true,
    };

    // The pods of the sets of the same deployment, or of this one alone.
    private IEnumerable<V1Pod> Related(V1ReplicaSet set)
    {
        var controller = OwnerReferences.ControllerOf(set)?.Uid;
        var related = controller is null ? [set] : _owners.List(set.Metadata.Namespace!).Where(other => OwnerReferences.IsControlledBy(other, controller));
        return related.SelectMany(other => _pods.Find(PodOwners.Index, other.Metadata.Uid!));
    }
}
