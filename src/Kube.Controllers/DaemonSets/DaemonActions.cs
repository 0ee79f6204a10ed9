using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Controllers.Batches;
using Kube.Controllers.Pods;

namespace Kube.Controllers.DaemonSets;

/// <summary>Carries out a <see cref="DaemonPlan"/>.</summary>
internal sealed class DaemonActions(PodControl control, IEventRecorder events, IResourceCache<V1Pod> cache)
{
    /// <summary>Most pods that one pass creates or deletes.</summary>
    private const int Burst = 250;

    /// <summary>Creates and deletes; when this returns the cache shows what was created.</summary>
    /// <returns>Whether everything of the plan was done; if not, the rest comes with the next pass.</returns>
    /// <exception cref="ApiException">A request was refused.</exception>
    public async Task<bool> ApplyAsync(DaemonObservation seen, DaemonPlan plan, CancellationToken cancellationToken)
    {
        if (plan.IsEmpty) return true;
        var set = seen.Set;
        foreach (var pod in plan.Failed)
            events.Event(set, EventTypes.Warning, "FailedDaemonPod", $"Found failed daemon pod {Name(pod)} on node {pod.Spec.NodeName}, will try to kill it");
        foreach (var pod in plan.Succeeded)
            events.Event(set, EventTypes.Normal, "SucceededDaemonPod", $"Found succeeded daemon pod {Name(pod)} on node {pod.Spec.NodeName}, will try to delete it");

        var newest = 0L;
        var created = await SlowStart.RunAsync(Math.Min(plan.Create.Count, Burst), async i =>
        {
            try
            {
                var pod = await control.CreateAsync(DaemonPods.Make(set, seen.Hash, plan.Create[i]), set, cancellationToken);
                if (long.TryParse(pod.Metadata.ResourceVersion, out var revision)) newest = Math.Max(newest, revision);
            }
            catch (Exception e) when (PodControl.IsNamespaceTerminating(e))
            {
                // The set goes too: no failure to report.
            }
        });
        var failures = await Task.WhenAll(plan.Delete.Take(Burst).Select(pod => DeleteAsync(set, pod, cancellationToken)));
        if (newest > 0) await cache.WaitForRevisionAsync($"{newest}", cancellationToken);
        if ((created.Failure ?? failures.FirstOrDefault(static failure => failure is not null)) is { } failed)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failed);
        return plan.Create.Count <= Burst && plan.Delete.Count <= Burst;
    }

    private static string Name(V1Pod pod) => $"{pod.Metadata.Namespace}/{pod.Metadata.Name}";

    private async Task<Exception?> DeleteAsync(V1DaemonSet set, V1Pod pod, CancellationToken cancellationToken)
    {
        try
        {
            await control.DeleteAsync(pod, set, cancellationToken);
            return null;
        }
        catch (Exception e) when (e is NotFoundException or ConflictException)
        {
            // Gone, or another one of its name by now.
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return e;
        }
    }
}
