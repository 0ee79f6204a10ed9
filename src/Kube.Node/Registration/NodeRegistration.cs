using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Tree;
using Kube.Node.Agent;
using Kube.Node.Errors;
using Kube.Node.Hosting;
using Kube.Node.Runtime;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Registration;

/// <summary>Makes the node known, and keeps its status true.</summary>
internal sealed class NodeRegistration(
    IKubeClient client, IContainerRuntime runtime, IMachine machine, NodeOptions options, NodeNow now, NodeEvents events, NodeClock clock)
{
    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_firstLook = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(7);

    private readonly WakeSignal _wake = new();
    private readonly MachineInfo _machine = machine.Read();
    private readonly ObjectKey _key = new(options.NodeName);

    private RuntimeVersion? _version;
    private V1NodeStatus? _sent;
    private DateTimeOffset _sentAt;
    private string _podCidr = "";
    private string _toldPodCidr = "";
    private bool _announced;
    private bool _isClosed;
    private volatile bool _isContradicted;

    /// <summary>Creates the node's object, or brings the one that is there up to date; goes on until it is done.</summary>
    public async ValueTask<V1Node> RegisterAsync(CancellationToken cancellationToken)
    {
        var retry = s_retry;
        while (true)
        {
            try
            {
                _version = await runtime.Info.GetVersionAsync(cancellationToken);
                if (!_announced) events.Node("Normal", "Starting", "Starting kubelet.");
                _announced = true;
                var node = await CreateOrReadAsync(cancellationToken);
                Learn(node);
                NodeLog.Registered(clock.Logger, options.NodeName);
                return node;
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                NodeLog.Retrying(clock.Logger, "registration of the node", e);
                await Task.Delay(retry, clock.Time, cancellationToken);
                retry = retry * 2 < s_longestRetry ? retry * 2 : s_longestRetry;
            }
        }
    }

    /// <summary>The node's object has changed: its labels and its pod range may have.</summary>
    public void Changed(V1Node node)
    {
        Learn(node);
        _wake.Ring();
    }

    /// <summary>Has the status looked at now.</summary>
    public void Hurry() => _wake.Ring();

    /// <summary>The node's object is seen: when its conditions are not what was told last, as when the cluster held the node for dead, they are told again.</summary>
    public void Observed(V1Node node)
    {
        if (_sent?.Conditions is not { } told || told.TrueForAll(own => node.Status.Conditions?.Find(one => one.Type == own.Type)?.Status == own.Status)) return;
        _isContradicted = true;
        _wake.Ring();
    }

    /// <summary>Looks at the node, and sends what has changed; ends with the token.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var retry = s_retry;
        // A node that starts is ready as soon as its network is: until then it is looked at often, and more seldom the longer that takes.
        var look = s_firstLook;
        while (true)
        {
            TimeSpan wait;
            try
            {
                await ReportAsync(cancellationToken);
                if (IsReady()) look = options.StatusUpdateFrequency;
                wait = look;
                look = look * 1.5 < options.StatusUpdateFrequency ? look * 1.5 : options.StatusUpdateFrequency;
                retry = s_retry;
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                NodeLog.Retrying(clock.Logger, "update of the node's status", e);
                if (e is NotFoundException) await RegisterAsync(cancellationToken);
                _sent = null;
                wait = retry;
                retry = retry * 2 < s_longestRetry ? retry * 2 : s_longestRetry;
            }

            await _wake.WaitAsync(wait, clock.Time, cancellationToken);
        }
    }

    private async ValueTask<V1Node> CreateOrReadAsync(CancellationToken cancellationToken)
    {
        var nodes = client.For<V1Node>();
        var initial = NodeObjects.Initial(options, _machine);
        initial.Status = NodeObjects.Status(options, _machine, _version, []);
        initial.Status.Conditions = NodeObjects.Conditions(await TroubleAsync(cancellationToken), now.Pressure.Conditions, null, clock.Time.GetUtcNow());
        V1Node node;
        try
        {
            node = await nodes.GetAsync(_key, cancellationToken);
        }
        catch (NotFoundException)
        {
            node = await nodes.CreateAsync(initial, WriteOptions.Default, cancellationToken);
            TellChanges(null, initial.Status.Conditions);
            return node;
        }

        var labels = TreeObject.Empty;
        foreach (var (name, value) in initial.Metadata.Labels!)
            if (node.Metadata.Labels?.GetValueOrDefault(name) != value) labels = labels.With(name, TreeString.Of(value));
        if (labels.Count == 0) return node;
        var patch = TreeObject.Empty.With("metadata", TreeObject.Empty.With("labels", labels)).ToUtf8();
        return await nodes.PatchAsync(_key, new(PatchType.StrategicMerge, patch), WriteOptions.Default, cancellationToken);
    }

    private void Learn(V1Node node)
    {
        now.Current.Facts = now.Current.Facts with
        {
            Addresses = [NodeObjects.Address(options, _machine)],
            Allocatable = NodeObjects.Allocatable(options, _machine),
            PodMemoryBytes = NodeObjects.PodMemory(options, _machine),
            RuntimeName = _version?.RuntimeName ?? "",
            Labels = node.Metadata.Labels ?? [],
            MemoryBytes = _machine.MemoryBytes,
        };
        _podCidr = node.Spec.PodCIDR ?? options.PodCidr;
        var isClosed = node.Spec.Unschedulable == true;
        if (isClosed == _isClosed) return;
        _isClosed = isClosed;
        var name = isClosed ? "NodeNotSchedulable" : "NodeSchedulable";
        events.Node("Normal", name, $"Node {options.NodeName} status is now: {name}");
    }

    private async ValueTask ReportAsync(CancellationToken cancellationToken)
    {
        await TellPodRangeAsync(cancellationToken);
        var at = clock.Time.GetUtcNow();
        if (_isContradicted)
        {
            _isContradicted = false;
            _sent = null;
        }

        var status = NodeObjects.Status(options, _machine, _version, await ImagesAsync(cancellationToken));
        if (now.VolumesInUse() is { Count: > 0 } used) status.VolumesInUse = [.. used];
        var before = _sent?.Conditions ?? (await client.For<V1Node>().GetAsync(_key, cancellationToken)).Status.Conditions;
        status.Conditions = NodeObjects.Conditions(await TroubleAsync(cancellationToken), now.Pressure.Conditions, before, at);
        if (_sent is not null && at - _sentAt < options.StatusReportFrequency && IsSame(status, _sent)) return;

        await client.For<V1Node>().PatchAsync<V1Node>(_key, "status", new(PatchType.StrategicMerge, NodeStatusPatch.Make(_sent, status)), WriteOptions.Default, cancellationToken);
        TellChanges(before, status.Conditions);
        _sent = status;
        _sentAt = at;
    }

    private bool IsReady() => _sent?.Conditions?.Exists(static condition => condition is { Type: "Ready", Status: "True" }) == true;

    private async ValueTask TellPodRangeAsync(CancellationToken cancellationToken)
    {
        var range = _podCidr;
        if (range.Length == 0 || range == _toldPodCidr) return;
        await runtime.Info.UpdateConfigAsync(new() { PodCidr = range }, cancellationToken);
        _toldPodCidr = range;
    }

    private async ValueTask<IReadOnlyList<ImageStatus>> ImagesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await runtime.Images.ListAsync(cancellationToken);
        }
        catch (NodeException)
        {
            // The runtime's trouble is told by the Ready condition.
            return [];
        }
    }

    private async ValueTask<string?> TroubleAsync(CancellationToken cancellationToken)
    {
        if (now.Pressure.ShutsDown) return "node is shutting down";
        try
        {
            var status = await runtime.Info.GetStatusAsync(cancellationToken);
            if (!status.Runtime.Ready) return $"container runtime not ready: RuntimeReady=false reason:{status.Runtime.Reason} message:{status.Runtime.Message}";
            return status.Network.Ready ? null : $"container runtime network not ready: NetworkReady=false reason:{status.Network.Reason} message:{status.Network.Message}";
        }
        catch (NodeException e)
        {
            return $"container runtime status check may not have completed yet: {e.Message}";
        }
    }

    private static bool IsSame(V1NodeStatus left, V1NodeStatus right)
    {
        var (a, b) = (left.DeepClone(), right.DeepClone());
        foreach (var condition in a.Conditions!.Concat(b.Conditions!)) condition.LastHeartbeatTime = null;
        return a.SemanticEquals(b);
    }

    private void TellChanges(IReadOnlyList<V1NodeCondition>? before, List<V1NodeCondition> now)
    {
        foreach (var condition in now)
        {
            if (before?.FirstOrDefault(old => old.Type == condition.Type)?.Status == condition.Status) continue;
            var name = (condition.Type, condition.Status) switch
            {
                ("MemoryPressure", "True") => "NodeHasInsufficientMemory",
                ("DiskPressure", "True") => "NodeHasDiskPressure",
                ("PIDPressure", "True") => "NodeHasInsufficientPID",
                ("MemoryPressure", "False") => "NodeHasSufficientMemory",
                ("DiskPressure", "False") => "NodeHasNoDiskPressure",
                ("PIDPressure", "False") => "NodeHasSufficientPID",
                ("Ready", "True") => "NodeReady",
                ("Ready", _) => "NodeNotReady",
                _ => condition.Reason!,
            };
            events.Node("Normal", name, $"Node {options.NodeName} status is now: {name}");
        }
    }
}
