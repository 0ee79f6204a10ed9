using System.Collections.Frozen;
using Kube.Api.Client;
using Kube.Api.Client.Events;
using Kube.Scheduling.Binding;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Loop;
using Kube.Scheduling.Plugins;
using Kube.Scheduling.Plugins.Volumes;
using Kube.Scheduling.Pods;
using Kube.Scheduling.Preemption;
using Kube.Scheduling.Queue;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube.Scheduling.Hosting;

/// <summary>Puts a scheduler together.</summary>
internal sealed class SchedulerParts(
    IOptions<SchedulingOptions> options, IEnumerable<ProfileRegistration> profiles, IEnumerable<ISchedulingPlugin> own, WaitingPods waiting,
    SchedulerInbox inbox, SchedulingTools tools)
{
    public RunningScheduler Build(IKubeClient client, IEventRecorder events, VolumeCaches volumes)
    {
        var cluster = new ClusterModel();
        var shapes = new PodShapes();
        var calls = new ApiCalls(options.Value.BindingConcurrency, tools.Work, tools.Logs.CreateLogger<ApiCalls>());
        var reports = new SchedulingReports(client, events, calls, tools.Time, tools.Logs.CreateLogger<SchedulingReports>());
        var eviction = new VictimEviction(client, calls, waiting, reports, inbox.Notes, tools.Time);
        var parts = new ProfileParts(model => [.. VolumePlugins(client, volumes), new DefaultPreemptionPlugin(model, eviction)], [new DefaultBinderPlugin(client)]);
        var made = profiles.Select(profile => ProfileFactory.Make(profile.Options, cluster, own, parts)).ToFrozenDictionary(static profile => profile.Name);
        var hints = new RequeueHintTable(made.Values.OrderBy(static profile => profile.Name, StringComparer.Ordinal).SelectMany(static profile => profile.Plugins.Plugins));
        var times = new QueueTimes(options.Value.FirstBackoff, options.Value.LongestBackoff, options.Value.ParkedAtMost);
        var sort = own.OfType<IQueueSortPlugin>().SingleOrDefault() ?? new PrioritySortPlugin();
        var queue = new SchedulingQueue(sort, hints, pod => PreEnqueue(made, pod), new Promises(cluster), times, tools.Time);
        var updates = new ClusterUpdates(cluster, queue, shapes, made.ContainsKey);
        var state = new SchedulerState(cluster, queue, updates, new(options.Value.AssumedPodExpiry, tools.Time), hints, made, new(queue, tools.Time));
        var pipeline = new BindingPipeline(calls, waiting, reports, inbox.Notes, tools.Work);
        var scheduler = new Scheduler(state, inbox.Notes, pipeline, reports, tools.Time, tools.Logs.CreateLogger<Scheduler>());
        volumes.Follow(inbox.Notes, queue);
        return new(scheduler, state, inbox.Notes, calls, waiting);
    }

    private IEnumerable<ISchedulingPlugin> VolumePlugins(IKubeClient client, VolumeCaches volumes) =>
    [
        new VolumeRestrictionsPlugin(volumes), new NodeVolumeLimitsPlugin(volumes), new VolumeBindingPlugin(volumes, new VolumeBinder(client, volumes, tools.Time)), new VolumeZonePlugin(volumes),
    ];

    private static Verdict PreEnqueue(FrozenDictionary<string, SchedulingProfile> profiles, PodInfo pod)
    {
        if (!profiles.TryGetValue(pod.SchedulerName, out var profile)) return Verdict.Feasible;
        foreach (var plugin in profile.Plugins.PreEnqueues)
            if (plugin.PreEnqueue(pod) is { IsFeasible: false } verdict) return verdict;
        return Verdict.Feasible;
    }
}
