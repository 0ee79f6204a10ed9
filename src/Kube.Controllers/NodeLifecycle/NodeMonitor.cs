using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Controllers.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube.Controllers.NodeLifecycle;

/// <summary>Watches over nodes: those that fall silent are marked as unreachable, and tainted against their pods at the rate that their zone allows.</summary>
internal sealed class NodeMonitor : IControllerLoop
{
    private const string LeaseNamespace = "kube-node-lease";

    private readonly IResourceCache<V1Node> _nodes;
    private readonly IResourceCache<V1Pod> _pods;
    private readonly IResourceCache<V1Lease> _leases;
    private readonly NodeLifecycleOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly NodeActions _actions;
    private readonly NodeTaintWriter _taints;
    private readonly Zones _zones;
    private readonly Dictionary<string, NodeHealth> _health = [];

    public NodeMonitor(IKubeClient client, IEventRecorder events, IResourceCaches caches, IOptions<NodeLifecycleOptions> options, TimeProvider time, ILogger<NodeMonitor> logger)
    {
        _nodes = caches.For<V1Node>();
        _pods = caches.For<V1Pod>();
        _leases = caches.For<V1Lease>(new CacheScope(LeaseNamespace));
        _pods.AddIndex(NodePods.Index);
        _options = options.Value;
        _time = time;
        _logger = logger;
        _actions = new NodeActions(client, events, _pods, time);
        _taints = new NodeTaintWriter(client);
        _zones = new Zones(_options);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _nodes.WaitForSyncAsync(cancellationToken);
        await _pods.WaitForSyncAsync(cancellationToken);
        await _leases.WaitForSyncAsync(cancellationToken);
        while (true)
        {
            await MonitorAsync(cancellationToken);
            await Task.Delay(_options.MonitorPeriod, _time, cancellationToken);
        }
    }

    private async ValueTask MonitorAsync(CancellationToken cancellationToken)
    {
        var nodes = _nodes.List("");
        foreach (var gone in _health.Keys.Except(nodes.Select(node => node.Metadata.Name!)).ToList())
        {
            _health.Remove(gone, out var health);
            _actions.ReportGone(health!.Node);
        }

        var now = _time.GetUtcNow();
        var current = new List<V1Node>(nodes.Count);
        foreach (var node in nodes) current.Add(await TryAsync(node, () => ObserveAsync(node, now, cancellationToken)) ?? node);

        if (_zones.Update(current))
        {
            // This process was cut off and is no more: nobody is to pay for what it could not see.
            foreach (var health in _health.Values) health.HeardAt = now;
        }

        foreach (var node in current) await TryAsync(node, () => TaintAsync(node, now, cancellationToken));
    }

    private async ValueTask<V1Node?> ObserveAsync(V1Node node, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var name = node.Metadata.Name!;
        if (!_health.TryGetValue(name, out var health))
        {
            _health[name] = health = new NodeHealth(node);
            _actions.ReportNew(node);
        }

        health.Observe(node, _leases.TryGet(new(LeaseNamespace, name), out var lease) ? lease : null, now);
        var before = NodeTaints.Condition(node, "Ready")?.Status;
        if (health.Silence(node, _options, now) is { } conditions)
        {
            node = await _actions.SetConditionsAsync(node, conditions, cancellationToken);
            if (before == "True") _actions.ReportNotReady(node);
        }

        if (NodeTaints.Condition(node, "Ready")?.Status == "True")
        {
            health.MustMarkPods = true;
        }
        else if (health.MustMarkPods)
        {
            await _actions.MarkPodsNotReadyAsync(name, cancellationToken);
            health.MustMarkPods = false;
        }

        return node;
    }

    private async ValueTask<V1Node?> TaintAsync(V1Node node, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var key = NodeTaints.Condition(node, "Ready")?.Status switch
        {
            "False" => NodeTaints.NotReady,
            "Unknown" => NodeTaints.Unreachable,
            _ => null,
        };
        var tainted = NodeTaints.Has(node, NodeTaints.NotReady, NodeTaints.NoExecute) || NodeTaints.Has(node, NodeTaints.Unreachable, NodeTaints.NoExecute);
        // When all zones are out the taints go again: pods stay where they are.
        if (_zones.AllDisrupted) key = null;
        if (NodeTaints.FixExecution(node, key, now) is null) return null;
        // From one taint to the other at once; a first one when it is the node's turn.
        if (key is not null && !tainted && !_zones.TryTake(Zones.Of(node), now)) return null;
        await _taints.FixExecutionAsync(node, key, now, cancellationToken);
        return null;
    }

    private async ValueTask<V1Node?> TryAsync(V1Node node, Func<ValueTask<V1Node?>> action)
    {
        try
        {
            return await action();
        }
        catch (ConflictException)
        {
            // The node is newer than the cache: the next round sees it.
        }
        catch (NotFoundException)
        {
            // Gone meanwhile.
        }
        catch (ApiException e)
        {
            NodeLifecycleLog.Failed(_logger, e, node.Metadata.Name!);
        }

        return null;
    }
}
