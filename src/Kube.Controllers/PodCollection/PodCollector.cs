using System.Diagnostics.Metrics;
using System.Globalization;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Tree;
using Kube.Controllers.Hosting;
using Kube.Controllers.Pods;
using Kube.Controllers.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube.Controllers.PodCollection;

/// <summary>Deletes pods that nobody else will: too many that have ended, those of nodes that are gone, those that go and have no node to say so.</summary>
internal sealed partial class PodCollector(
    IResourceCaches caches, IKubeClient client, IOptions<KubeControllersOptions> options, TimeProvider time, ILoggerFactory logs)
    : IControllerLoop
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(20);

    // A node may be missing from a cache that is old, or be made anew.
    private static readonly TimeSpan s_quarantine = TimeSpan.FromSeconds(40);

    private static readonly Counter<long> s_deleted = new Meter("Kube.Controllers").CreateCounter<long>(
        "pod_gc_collector_force_delete_pods_total", description: "Pods that were deleted by force.");

    private static readonly Counter<long> s_failed = new Meter("Kube.Controllers").CreateCounter<long>(
        "pod_gc_collector_force_delete_pod_errors_total", description: "Pods that could not be deleted by force.");

    private readonly ILogger _logger = logs.CreateLogger("Kube.Controllers.pod-garbage-collector");
    private readonly IResourceCache<V1Pod> _pods = caches.For<V1Pod>();
    private readonly IResourceCache<V1Node> _nodes = caches.For<V1Node>();
    private readonly Dictionary<string, long> _missing = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await caches.WaitForSyncAsync(cancellationToken);
        while (true)
        {
            await CollectAsync(cancellationToken);
            await Task.Delay(s_period, time, cancellationToken);
        }
    }

    private async ValueTask CollectAsync(CancellationToken cancellationToken)
    {
        var pods = _pods.List("");
        foreach (var pod in PodCollectionPlan.Terminated(pods, options.Value.TerminatedPodThreshold)) await DeleteAsync(pod, "terminated", null, cancellationToken);
        foreach (var pod in PodCollectionPlan.OutOfServiceTerminating(pods, FindNode)) await DeleteAsync(pod, "out-of-service", null, cancellationToken);
        var gone = await GoneNodesAsync(pods, cancellationToken);
        foreach (var pod in pods.Where(pod => pod.Spec?.NodeName is { Length: > 0 } name && gone.Contains(name)))
            await DeleteAsync(pod, "orphaned", "PodGC: node no longer exists", cancellationToken);
        foreach (var pod in PodCollectionPlan.UnscheduledTerminating(pods)) await DeleteAsync(pod, "unscheduled", null, cancellationToken);
    }

    private V1Node? FindNode(string name) => _nodes.TryGet(new(name), out var node) ? node : null;

    /// <summary>The nodes of pods that are missing for the quarantine, and that the server does not have either.</summary>
    private async ValueTask<HashSet<string>> GoneNodesAsync(IReadOnlyList<V1Pod> pods, CancellationToken cancellationToken)
    {
        var missing = pods.Select(static pod => pod.Spec?.NodeName ?? "").Where(name => name.Length > 0 && FindNode(name) is null).ToHashSet();
        foreach (var back in _missing.Keys.Where(name => !missing.Contains(name)).ToArray()) _missing.Remove(back);
        var gone = new HashSet<string>();
        foreach (var name in missing.Order(StringComparer.Ordinal))
        {
            if (_missing.TryAdd(name, time.GetTimestamp()) || time.GetElapsedTime(_missing[name]) < s_quarantine) continue;
            try
            {
                await client.For<V1Node>().GetAsync(new(name), cancellationToken);
                _missing.Remove(name);
            }
            catch (NotFoundException)
            {
                gone.Add(name);
            }
            catch (Exception e) when (e is ApiException or IOException or HttpRequestException)
            {
                NodeUnknown(e, name);
            }
        }

        return gone;
    }

    private async ValueTask DeleteAsync(V1Pod pod, string reason, string? disruption, CancellationToken cancellationToken)
    {
        var tags = new KeyValuePair<string, object?>[] { new("namespace", pod.Metadata.Namespace), new("reason", reason) };
        var key = pod.Key();
        try
        {
            // A pod that has not ended is told so first: its controller must see that it failed, not that it vanished.
            if (!PodStates.IsFinished(pod))
                await client.For<V1Pod>().PatchAsync<V1Pod>(key, "status", FailedStatus(pod, disruption), new() { FieldManager = "PodGC" }, cancellationToken);
            await client.For<V1Pod>().DeleteAsync(key, new() { GracePeriodSeconds = 0, Preconditions = new() { Uid = pod.Metadata.Uid } }, cancellationToken);
            s_deleted.Add(1, tags);
        }
        catch (NotFoundException)
        {
            // Somebody else was faster.
        }
        catch (Exception e) when (e is ApiException or IOException or HttpRequestException)
        {
            s_failed.Add(1, tags);
            NotDeleted(e, key, reason);
        }
    }

    private PatchBody FailedStatus(V1Pod pod, string? disruption)
    {
        var status = TreeObject.Of(new TreeMember("phase", TreeString.Of(PodStates.Failed)));
        if (disruption is not null)
        {
            var now = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            var condition = TreeObject.Of(
                new("type", TreeString.Of("DisruptionTarget")),
                new("status", TreeString.Of("True")),
                new("reason", TreeString.Of("DeletionByPodGC")),
                new("message", TreeString.Of(disruption)),
                new("lastTransitionTime", TreeString.Of(now)));
            status = status.With("conditions", TreeArray.Of(condition));
        }

        var metadata = TreeObject.Of(new TreeMember("uid", TreeString.Of(pod.Metadata.Uid!)));
        return new(PatchType.StrategicMerge, TreeObject.Of(new("metadata", metadata), new("status", status)).ToUtf8());
    }

    [LoggerMessage(4111, LogLevel.Warning, "The pod {Pod} could not be deleted ({Reason}); it is tried again")]
    private partial void NotDeleted(Exception exception, ObjectKey pod, string reason);

    [LoggerMessage(4112, LogLevel.Warning, "Whether the node {Node} exists could not be found out")]
    private partial void NodeUnknown(Exception exception, string node);
}
