using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Node.Hosting;
using Kube.Node.Runtime;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Agent;

/// <summary>The agent of one node: registers it, runs the pods that are bound to it, and says how they are. Hosts add one with <c>AddKubeNode</c>; tests may make many.</summary>
/// <remarks>Containers go on running when it stops; another one over the same runtime state takes them over without touching them.</remarks>
public sealed class NodeAgent : IAsyncDisposable
{
    private static readonly TimeSpan s_housekeeping = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_drivers = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_imageCollection = TimeSpan.FromMinutes(5);

    // Upstream looks every ten seconds; a program that only writes fills a disk faster.
    private static readonly TimeSpan s_rotation = TimeSpan.FromSeconds(2);

    private readonly AgentServices _services;
    private readonly IWorkScheduler _work;
    private readonly TimeProvider _time;
    private readonly TimeSpan _fileCheck;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _loops = [];

    private bool _disposed;

    /// <summary>Makes an agent; it does nothing before <see cref="Start"/>.</summary>
    /// <param name="options">The node.</param>
    /// <param name="runtime">What runs its pods; not disposed. One that is an <see cref="ISimulatedNetwork"/> gets no files, tokens or packets.</param>
    /// <param name="clients">Makes its client, as <c>system:node:</c> and its name.</param>
    /// <param name="work">Runs its loops.</param>
    /// <param name="time">The time.</param>
    /// <param name="logs">Makes its loggers.</param>
    public NodeAgent(NodeOptions options, IContainerRuntime runtime, IKubeClientFactory clients, IWorkScheduler work, TimeProvider time, ILoggerFactory logs)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(runtime);
        ArgumentNullException.ThrowIfNull(clients);
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(logs);
        NodeName = options.NodeName;
        _fileCheck = options.FileCheckFrequency;
        _work = work;
        _time = time;
        _logger = logs.CreateLogger<NodeAgent>();
        _services = new(options, runtime, clients, work, time, logs);
        Pods = new(_services);
    }

    /// <summary>The node's name.</summary>
    public string NodeName { get; }

    /// <summary>The pods of this node, for its endpoint.</summary>
    internal NodePods Pods { get; }

    /// <summary>Starts the loops. They try until the API server and the runtime answer, and whenever those are away they go on when they are back. Once.</summary>
    public void Start() => Run("node.agent", RunAsync);

    /// <summary>
    /// The machine is about to go down: no further pod is taken, the node is no longer ready, and pods are ended, those of low priority first, critical ones last; returns when all have
    /// stopped or their time is over. The host calls it when it hears of the shutdown; ending the agent alone leaves pods running.
    /// </summary>
    /// <param name="periods">The time that pods have to stop, by the least priority that it is for; each group is ended after the one below it. Empty: one group, 30 s.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public ValueTask ShutDownAsync(IReadOnlyDictionary<int, TimeSpan> periods, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(periods);
        _services.Pressure.ShutsDown = true;
        _services.Registration.Hurry();
        return new Eviction.NodeShutdown(_services.Workers, _time).RunAsync(periods, cancellationToken);
    }

    /// <summary>Ends the loops; pods go on running.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        EndLoops();
        await _services.Workers.StopAsync();
        Task[] loops;
        lock (_loops) loops = [.. _loops];
        await Task.WhenAll(loops);
        await _services.DisposeAsync();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var node = await _services.Registration.RegisterAsync(_stop.Token);
        Run("node.status", () => _services.Registration.RunAsync(_stop.Token));
        Run("node.lease", () => _services.Lease.RunAsync(node.Metadata.Uid!, _stop.Token));
        Run("node.pod-status", () => _services.Statuses.RunAsync(_stop.Token));
        Run("node.runtime-events", () => _services.Watch.RunAsync(_stop.Token));
        if (_services.Rotation is { } rotation) Run("node.log-rotation", () => CareAsync(s_rotation, "rotation of logs", () => rotation.RotateAllAsync(_stop.Token)));
        _services.Machine.KeepReserve();
        Run("node.eviction", () => CareAsync(s_housekeeping, "eviction", async () =>
        {
            if (await _services.Eviction.LookAsync(_time.GetUtcNow(), _stop.Token)) _services.Registration.Hurry();
        }));
        if (_services.StorageLimits is { } limits) Run("node.storage-limits", () => CareAsync(s_housekeeping, "eviction by local storage", () => limits.LookAsync(_stop.Token)));
        Run("node.images", () => CareAsync(s_imageCollection, "collection of images", () => _services.Images.CollectAsync(_stop.Token)));
        if (_services.Storage is { Drivers: var drivers }) Run("node.drivers", () => CareAsync(s_drivers, "registration of drivers", () => drivers.LookAsync(_stop.Token)));
        using var watch = _services.Nodes.Subscribe(new NodeChanges(_services.Registration));

        // Containers learn of services when they are made: before the first, all must be known.
        await _services.Services.WaitForSyncAsync(_stop.Token);
        using var pods = _services.Pods.Subscribe(_services.Mirrors);
        await _services.Pods.WaitForSyncAsync(_stop.Token);
        if (_services.Static is { } own)
        {
            _services.Mirrors.Changed = own.MirrorChanged;
            // Before orphans are looked for: what runs by these files is none.
            own.Look();
            Run("node.static-pods", () => RunStaticAsync(own, node.Metadata.Uid!));
        }

        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _services.Workers.AdoptOrphansAsync(_stop.Token);
                await TearDownAbandonedAsync();
                _services.Abandoned?.Remove(_services.Workers.Knows);
            }
            catch (Exception e) when (e is Errors.NodeException or IOException or UnauthorizedAccessException)
            {
                NodeLog.Retrying(_logger, "housekeeping", e);
            }

            await Task.Delay(s_housekeeping, _time, _stop.Token);
        }
    }

    private async Task RunStaticAsync(StaticPods.StaticPodLoop own, string nodeUid)
    {
        while (true)
        {
            await own.MirrorAsync(NodeName, nodeUid, _stop.Token);
            await Task.Delay(_fileCheck, _time, _stop.Token);
            own.Look();
        }
    }

    /// <summary>Volumes of drivers of pods that are gone.</summary>
    private async ValueTask TearDownAbandonedAsync()
    {
        foreach (var uid in _services.Storage?.Volumes.Pods().Where(uid => !_services.Workers.Knows(uid)).ToArray() ?? [])
            await _services.Storage!.Volumes.TearDownAsync(uid, _stop.Token);
    }

    private async Task CareAsync(TimeSpan period, string what, Func<ValueTask> body)
    {
        while (true)
        {
            await Task.Delay(period, _time, _stop.Token);
            try
            {
                await body();
            }
            catch (Exception e) when (e is Errors.NodeException or IOException or UnauthorizedAccessException)
            {
                NodeLog.Retrying(_logger, what, e);
            }
        }
    }

    private void Run(string name, Func<Task> body)
    {
        var task = _work.Run(name, async () =>
        {
            try
            {
                await body();
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // That is how loops end.
            }
        });
        lock (_loops) _loops.Add(task);
    }

    // Not CancelAsync: that leaves for the thread pool, where a virtual clock cannot see it.
    private void EndLoops() => _stop.Cancel();

    private sealed class NodeChanges(Registration.NodeRegistration registration) : ICacheHandler<V1Node>
    {
        public void Added(V1Node obj, bool isInitial) => registration.Changed(obj);

        public void Updated(V1Node old, V1Node current)
        {
            // Heartbeats are the agent's own.
            if (old.Spec.PodCIDR != current.Spec.PodCIDR || old.Spec.Unschedulable != current.Spec.Unschedulable
                || !(old.Metadata.Labels ?? []).SequenceEqual(current.Metadata.Labels ?? [])) registration.Changed(current);
            registration.Observed(current);
        }

        public void Deleted(V1Node last)
        {
        }
    }
}
