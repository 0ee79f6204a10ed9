using System.Collections.Concurrent;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Runtime;
using Microsoft.Extensions.Options;

namespace Kube.Controllers.Autoscaling;

/// <summary>Gives the target of each autoscaler as many pods as its metrics call for (upstream's <c>podautoscaler/horizontal.go</c>, 1.36).</summary>
internal sealed class AutoscalerReconciler(
    IResourceCache<V2HorizontalPodAutoscaler> autoscalers, MetricProposals proposals, ScaleTargets targets, IKubeClient client, IEventRecorder events,
    IOptions<HorizontalAutoscalingOptions> options, TimeProvider time) : IReconciler<V2HorizontalPodAutoscaler>
{
    private readonly ConcurrentDictionary<ObjectKey, ScalingHistory> _histories = new();
    private readonly HorizontalAutoscalingOptions _options = options.Value;

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!autoscalers.TryGet(key, out var known))
        {
            _histories.TryRemove(key, out _);
            return ReconcileResult.Done;
        }

        var autoscaler = known.DeepClone();
        var now = time.GetUtcNow();
        var conditions = new AutoscalerConditions(known.Status?.Conditions, now.UtcDateTime);
        var status = autoscaler.Status ??= new();
        status.ObservedGeneration = autoscaler.Metadata.Generation;
        try
        {
            var (resource, scale) = await targets.FindAsync(autoscaler, cancellationToken);
            conditions.AbleToScale(true, "SucceededGetScale", "the HPA controller was able to get the target's current scale");
            var history = _histories.GetOrAdd(key, static _ => new());
            history.Begin(scale.Spec?.Replicas ?? 0, now);
            var plan = await PlanAsync(autoscaler, scale, history, conditions, now, cancellationToken);
            status.CurrentReplicas = scale.Spec?.Replicas ?? 0;
            status.CurrentMetrics = plan.Metrics;
            if (plan.Count is { } count)
            {
                if (count != status.CurrentReplicas) await RescaleAsync(autoscaler, resource, scale, count, plan.Reason, conditions, cancellationToken);
                if (count != status.CurrentReplicas)
                {
                    history.Done(count - (status.CurrentReplicas ?? 0), now);
                    status.LastScaleTime = now.UtcDateTime;
                }

                status.DesiredReplicas = count;
            }
        }
        catch (ScaleTargetException fault)
        {
            events.Event(autoscaler, EventTypes.Warning, "FailedGetScale", fault.Message);
            conditions.AbleToScale(false, "FailedGetScale", $"the HPA controller was unable to get the target's current scale: {fault.Message}");
        }

        status.Conditions = conditions.List;
        if (known.Status?.SemanticEquals(status) != true) await WriteAsync(autoscaler, cancellationToken);
        return ReconcileResult.RequeueAfter(_options.SyncPeriod);
    }

    private async ValueTask<Plan> PlanAsync(
        V2HorizontalPodAutoscaler autoscaler, V1Scale scale, ScalingHistory history, AutoscalerConditions conditions, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var spec = autoscaler.Spec;
        var (current, minimum) = (scale.Spec?.Replicas ?? 0, spec.MinReplicas ?? 1);
        if (current == 0 && minimum != 0)
        {
            conditions.ScalingActive(false, "ScalingDisabled", "scaling is disabled since the replica count of the target is zero");
            return new(0, "", autoscaler.Status!.CurrentMetrics);
        }

        if (current > spec.MaxReplicas) return new(spec.MaxReplicas, "Current number of replicas above Spec.MaxReplicas", autoscaler.Status!.CurrentMetrics);
        if (current < minimum) return new(minimum, "Current number of replicas below Spec.MinReplicas", autoscaler.Status!.CurrentMetrics);
        var (chosen, metrics, problem) = await proposals.ProposeAsync(autoscaler, scale, conditions, cancellationToken);
        if (chosen is null)
        {
            events.Event(autoscaler, EventTypes.Warning, "FailedComputeMetricsReplicas", problem);
            return new(null, "", metrics);
        }

        var count = spec.Behavior is { } behavior
            ? WithBehavior(behavior, current, chosen.Count, minimum, spec.MaxReplicas, history, conditions, now)
            : WithoutBehavior(current, chosen.Count, minimum, spec.MaxReplicas, history, conditions, now);
        history.Forget(spec.Behavior, now);
        return new(count, chosen.Count > current ? $"{chosen.Name} above target" : "All metrics below target", metrics);
    }

    private int WithoutBehavior(int current, int desired, int minimum, int maximum, ScalingHistory history, AutoscalerConditions conditions, DateTimeOffset now)
    {
        var stable = history.Stabilize(desired, _options.DownscaleStabilization, now);
        if (stable != desired) conditions.AbleToScale(true, "ScaleDownStabilized", "recent recommendations were higher than current one, applying the highest recent recommendation");
        else conditions.AbleToScale(true, "ReadyForNewScale", "recommended size matches current size");
        return Limit(ScalingRules.Limit(current, stable, minimum, maximum), stable, conditions);
    }

    private int WithBehavior(
        V2HorizontalPodAutoscalerBehavior behavior, int current, int desired, int minimum, int maximum, ScalingHistory history, AutoscalerConditions conditions, DateTimeOffset now)
    {
        var up = TimeSpan.FromSeconds(behavior.ScaleUp?.StabilizationWindowSeconds ?? 0);
        var down = behavior.ScaleDown?.StabilizationWindowSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : _options.DownscaleStabilization;
        var stable = history.Stabilize(current, desired, up, down, now);
        if (stable == desired) conditions.AbleToScale(true, "ReadyForNewScale", "recommended size matches current size");
        else if (desired >= current) conditions.AbleToScale(true, "ScaleUpStabilized", "recent recommendations were lower than current one, applying the lowest recent recommendation");
        else conditions.AbleToScale(true, "ScaleDownStabilized", "recent recommendations were higher than current one, applying the highest recent recommendation");
        return Limit(ScalingRules.Limit(current, stable, minimum, maximum, behavior, history, now), stable, conditions);
    }

    private static int Limit(Limited limited, int wished, AutoscalerConditions conditions)
    {
        conditions.ScalingLimited(limited.Count != wished, limited.Reason, limited.Message);
        return limited.Count;
    }

    private async ValueTask RescaleAsync(
        V2HorizontalPodAutoscaler autoscaler, IResourceClient<DynamicObject> resource, V1Scale scale, int count, string reason, AutoscalerConditions conditions, CancellationToken cancellationToken)
    {
        var wished = scale.DeepClone();
        (wished.Spec ??= new()).Replicas = count;
        try
        {
            await resource.UpdateAsync(new ObjectKey(scale.Metadata.Namespace ?? "", scale.Metadata.Name!), "scale", wished, WriteOptions.Default, cancellationToken);
        }
        catch (ApiException fault)
        {
            events.Event(autoscaler, EventTypes.Warning, "FailedRescale", $"New size: {count}; reason: {reason}; error: {fault.Message}");
            conditions.AbleToScale(false, "FailedUpdateScale", $"the HPA controller was unable to update the target scale: {fault.Message}");
            autoscaler.Status!.Conditions = conditions.List;
            await WriteAsync(autoscaler, cancellationToken);
            throw;
        }

        conditions.AbleToScale(true, "SucceededRescale", $"the HPA controller was able to update the target scale to {count}");
        events.Event(autoscaler, EventTypes.Normal, "SuccessfulRescale", $"New size: {count}; reason: {reason}");
    }

    private async ValueTask WriteAsync(V2HorizontalPodAutoscaler autoscaler, CancellationToken cancellationToken)
    {
        try
        {
            await client.For<V2HorizontalPodAutoscaler>().UpdateAsync(autoscaler.Key(), "status", autoscaler, WriteOptions.Default, cancellationToken);
        }
        catch (ApiException fault) when (fault is not ConflictException)
        {
            events.Event(autoscaler, EventTypes.Warning, "FailedUpdateStatus", fault.Message);
            throw;
        }
    }

    private readonly record struct Plan(int? Count, string Reason, List<V2MetricStatus>? Metrics);
}
