using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Models;
using Kube.Api.Selectors;
using Microsoft.Extensions.Options;

namespace Kube.Controllers.Autoscaling;

/// <summary>Asks every metric of an autoscaler how many pods it calls for; the most that one calls for counts.</summary>
internal sealed class MetricProposals(
    IResourceCache<V1Pod> pods, PodMetrics metrics, IEventRecorder events, IOptions<HorizontalAutoscalingOptions> options, TimeProvider time)
{
    private readonly HorizontalAutoscalingOptions _options = options.Value;

    /// <returns>The proposal with its metrics' statuses; null when none can be made, which conditions and events then say.</returns>
    public async ValueTask<(Proposal? Chosen, List<V2MetricStatus> Statuses, string Problem)> ProposeAsync(
        V2HorizontalPodAutoscaler autoscaler, V1Scale scale, AutoscalerConditions conditions, CancellationToken cancellationToken)
    {
        var statuses = new List<V2MetricStatus>();
        if (scale.Status?.Selector is not { Length: > 0 } selector)
        {
            const string Missing = "selector is required";
            events.Event(autoscaler, EventTypes.Warning, "SelectorRequired", Missing);
            conditions.ScalingActive(false, "InvalidSelector", "the HPA target's scale is missing a selector");
            return (null, statuses, Missing);
        }

        var current = scale.Spec?.Replicas ?? 0;
        var specs = autoscaler.Spec.Metrics ?? [];
        Proposal? chosen = null;
        var failures = new List<(string Reason, string Message)>();
        foreach (var spec in specs)
        {
            var (reason, what) = Describe(spec);
            try
            {
                var proposal = await ProposeAsync(autoscaler, spec, current, selector, cancellationToken);
                statuses.Add(proposal.Status);
                if (chosen is null || proposal.Count > chosen.Count) chosen = proposal;
            }
            catch (ScalingMetricException fault)
            {
                var message = what.Length == 0 ? fault.Message : $"failed to get {what}: {fault.Message}";
                events.Event(autoscaler, EventTypes.Warning, reason, message);
                failures.Add((reason, message));
            }
        }

        // With a metric that is not known nobody is taken away.
        if (failures.Count > 0 && (failures.Count >= specs.Count || chosen!.Count < current))
        {
            conditions.ScalingActive(false, failures[0].Reason, $"the HPA was unable to compute the replica count: {failures[0].Message}");
            return (null, statuses, $"invalid metrics ({failures.Count} invalid out of {specs.Count}), first error is: {failures[0].Message}");
        }

        if (chosen is null) return (null, statuses, "no metrics");
        conditions.ScalingActive(true, "ValidMetricFound", $"the HPA was able to successfully calculate a replica count from {chosen.Name}");
        return (chosen, statuses, "");
    }

    private static (string Reason, string What) Describe(V2MetricSpec spec) => spec switch
    {
        { Type: "Resource", Resource: { } resource } => ("FailedGetResourceMetric", What(resource.Name, resource.Target)),
        { Type: "ContainerResource", ContainerResource: { } one } => ("FailedGetContainerResourceMetric", What(one.Name, one.Target)),
        { Type: "Pods" } => ("FailedGetPodsMetric", ""),
        { Type: "Object" } => ("FailedGetObjectMetric", ""),
        { Type: "External" } => ("FailedGetExternalMetric", ""),
        _ => ("InvalidMetricSourceType", ""),
    };

    private static string What(string resource, V2MetricTarget target) => target.AverageValue is not null ? $"{resource} usage" : $"{resource} utilization";

    private ValueTask<Proposal> ProposeAsync(V2HorizontalPodAutoscaler autoscaler, V2MetricSpec spec, int current, string selector, CancellationToken cancellationToken) => spec switch
    {
        { Type: "Resource", Resource: { } resource } => ByResourceAsync(
            autoscaler, current, selector, resource.Name, "", resource.Target,
            value => new() { Type = "Resource", Resource = new() { Name = resource.Name, Current = value } }, cancellationToken),
        { Type: "ContainerResource", ContainerResource: { } one } => ByResourceAsync(
            autoscaler, current, selector, one.Name, one.Container, one.Target,
            value => new() { Type = "ContainerResource", ContainerResource = new() { Name = one.Name, Container = one.Container, Current = value } }, cancellationToken),
        { Type: "Pods" or "Object" } => throw new ScalingMetricException("unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered"),
        { Type: "External" } => throw new ScalingMetricException("unable to fetch metrics from external metrics API: no external metrics API (external.metrics.k8s.io) registered"),
        _ => throw new ScalingMetricException($"unknown metric source type \"{spec.Type}\""),
    };

    private async ValueTask<Proposal> ByResourceAsync(
        V2HorizontalPodAutoscaler autoscaler, int current, string selector, string resource, string container, V2MetricTarget target,
        Func<V2MetricValueStatus, V2MetricStatus> state, CancellationToken cancellationToken)
    {
        var ns = autoscaler.Metadata.Namespace!;
        var usage = await metrics.FindAsync(ns, selector, resource, container, cancellationToken);
        var selects = LabelSelector.Parse(selector);
        V1Pod[] selected = [.. pods.List(ns).Where(pod => selects.Matches(pod.Metadata.Labels ?? []))];
        var calculator = new ReplicaCalculator(new(_options.CpuInitializationPeriod, _options.InitialReadinessDelay), ToleranceOf(autoscaler.Spec.Behavior), time.GetUtcNow());
        var kind = container.Length > 0 ? "container resource" : "resource";
        if (target.AverageValue is { } wished)
        {
            var (count, average) = calculator.ByAverage(current, wished.MilliValue, resource, selected, usage);
            return new(count, $"{resource} {kind}", state(new() { AverageValue = ResourceQuantity.FromMilli(average) }));
        }

        if (target.AverageUtilization is not { } percent) throw new ScalingMetricException($"invalid {kind} metric source: neither a utilization target nor a value target was set");
        var (replicas, shown, used) = calculator.ByUtilization(current, percent, resource, container, selected, usage);
        return new(
            replicas, $"{resource} {kind} utilization (percentage of request)", state(new() { AverageUtilization = shown, AverageValue = ResourceQuantity.FromMilli(used) }));
    }

    private Tolerance ToleranceOf(V2HorizontalPodAutoscalerBehavior? behavior) =>
        new(behavior?.ScaleDown?.Tolerance?.ToDouble() ?? _options.Tolerance, behavior?.ScaleUp?.Tolerance?.ToDouble() ?? _options.Tolerance);
}
