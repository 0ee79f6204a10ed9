using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Models;
using Kube.Node.Csi;
using Kube.Node.EnvironmentVariables;
using Kube.Node.Eviction;
using Kube.Node.Hosting;
using Kube.Node.Images;
using Kube.Node.Lifecycle;
using Kube.Node.Logs;
using Kube.Node.Probes;
using Kube.Node.Registration;
using Kube.Node.Runtime;
using Kube.Node.StaticPods;
using Kube.Node.Status;
using Kube.Node.Tokens;
using Kube.Node.Volumes;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Agent;

/// <summary>Puts one node's agent together.</summary>
internal sealed class AgentServices : IAsyncDisposable
{
    private readonly EventRecorder _recorder;
    private readonly WatchedObjects? _watched;

    public AgentServices(NodeOptions options, IContainerRuntime runtime, IKubeClientFactory clients, IWorkScheduler work, TimeProvider time, ILoggerFactory logs)
    {
        Options = options;
        var user = new UserInfo($"system:node:{options.NodeName}", groups: ["system:nodes", UserNames.AuthenticatedGroup]);
        var client = clients.Create(user, "kubelet");
        var node = new CurrentNode(NodeFacts.From(options, runtime is ISimulatedNetwork));
        _recorder = new(client, new("kubelet", options.NodeName), work, time, logs);
        var events = new NodeEvents(_recorder, options.NodeName);
        Caches = new(client, work, time, logs);
        Pods = Caches.For<V1Pod>(new(FieldSelector: $"spec.nodeName={options.NodeName}"));
        Nodes = Caches.For<V1Node>(new(FieldSelector: $"metadata.name={options.NodeName}"));
        Services = Caches.For<V1Service>(CacheScope.All);
        Runtime = runtime;
        Node = node;
        Logs = new(time);
        Time = time;

        var host = HostSeams.Of(runtime, options, client, work, time);
        Machine = host.Machine;
        Abandoned = host.Files as IAbandonedFiles;
        var objects = host.Objects;
        _watched = objects as WatchedObjects;
        Storage = Abandoned is not null ? CsiStorage.Make(client, objects, host.Tokens, options, logs) : null;
        Statuses = new(client, time, logs.CreateLogger<PodStatuses>());
        var parts = MakeParts(host, client, events, logs, work, time);
        Workers = new(parts, runtime, work, time, logs.CreateLogger<PodWorkers>());
        parts.Admission.Know(Workers);
        if (_watched is not null) _watched.Changed = Workers.ReadAgain;

        var logger = logs.CreateLogger<NodeAgent>();
        Mirrors = new(Workers);
        Static = options.PodManifestPath.Length > 0 ? new(new(options), Mirrors, Workers, Statuses, client, logger) : null;
        Watch = new(runtime, Workers, time, logger);
        Registration = new(client, runtime, host.Machine, options, new(node, Pressure, () => Storage?.Volumes.InUse() ?? []), events, new(time, logger));
        if (Storage is not null) Storage.Volumes.UseChanged = Registration.Hurry;
        Images = new(runtime, Workers, options, events, time);
        StorageUse = host.Storage;
        var uses = new PodUses(runtime, Workers, StorageUse);
        Eviction = new(host.Machine, runtime, uses, Images, Pressure, EvictionSettings.Of(options), events);
        StorageLimits = StorageUse is not null ? new(uses, events) : null;
        Lease = new(client, options.NodeName, options.LeaseDuration, time, logger);
        Rotation = Abandoned is not null ? new(runtime, Logs, options.ContainerLogMaxBytes, options.ContainerLogMaxFiles, time, logger) : null;
    }

    public NodeOptions Options { get; }

    public ResourceCaches Caches { get; }

    public IResourceCache<V1Pod> Pods { get; }

    public IResourceCache<V1Node> Nodes { get; }

    public IResourceCache<V1Service> Services { get; }

    public IContainerRuntime Runtime { get; }

    public CurrentNode Node { get; }

    public ContainerLogs Logs { get; }

    public PodStatuses Statuses { get; }

    public PodWorkers Workers { get; }

    public RuntimeWatch Watch { get; }

    public NodePressure Pressure { get; } = new();

    public ImageCollector Images { get; }

    public EvictionLoop Eviction { get; }

    /// <summary>Null where nothing is kept on a disk.</summary>
    public StorageLimitLoop? StorageLimits { get; }

    /// <summary>Null where nothing is kept on a disk.</summary>
    public IStorageUse? StorageUse { get; }

    public NodeRegistration Registration { get; }

    /// <summary>What the machine has left.</summary>
    public IMachine Machine { get; }

    /// <summary>The verdicts of probes.</summary>
    public ProbeResults Probes { get; } = new();

    /// <summary>The time.</summary>
    public TimeProvider Time { get; }

    public NodeLease Lease { get; }

    /// <summary>Null where there are no files.</summary>
    public IAbandonedFiles? Abandoned { get; }

    public MirrorPods Mirrors { get; }

    /// <summary>Null where the node has no pods of its own.</summary>
    public StaticPodLoop? Static { get; }

    /// <summary>Null where there are no files.</summary>
    public CsiStorage? Storage { get; }

    /// <summary>Null where there are no log files.</summary>
    public LogRotation? Rotation { get; }

    public async ValueTask DisposeAsync()
    {
        Workers.Dispose();
        Storage?.Dispose();
        if (_watched is not null) await _watched.DisposeAsync();
        await Caches.DisposeAsync();
        await _recorder.DisposeAsync();
    }

    /// <summary>What the workers of the pods work with.</summary>
    private PodWorkerParts MakeParts(HostSeams host, IKubeClient client, NodeEvents events, ILoggerFactory logs, IWorkScheduler work, TimeProvider time)
    {
        var results = Probes;
        var cgroups = host.Cgroups(Node);
        var hooks = new LifecycleHooks(Runtime.Streams, host.Network, time);
        var stopper = new ContainerStopper(Runtime, hooks, events, time);
        var configs = new ContainerConfigs(new(host.Objects, Abandoned is not null ? new(logs.CreateLogger<VariableFiles>()) : null), host.Files, () => Services.List(""), Node, events);
        var starter = new ContainerStarter(Runtime, new(Runtime.Images, new(host.Objects, events), events, time), configs, hooks, stopper, events);
        var killer = new PodKiller(Runtime, stopper, events, time);
        var volumes = new VolumeManager(new(host.Objects, host.Tokens, new(client, Node), Node), host.Files, Storage?.Volumes, events, time);
        var ledger = new NodeLedger();
        var admission = new PodAdmission(Node, ledger, new(ledger, events, time), events);
        admission.AddGate(Pressure.Refuse);
        return new()
        {
            Observer = new(Runtime),
            Sync = new(Runtime, starter, stopper, killer, results, new(Node, new(client), cgroups), events),
            Killer = killer,
            Removal = new(Runtime, volumes, host.Tokens, cgroups),
            Dead = new(Runtime, Logs),
            Resize = new(Runtime, ledger, Node, cgroups, events),
            Volumes = volumes,
            Probes = new(new(Runtime.Streams, host.Network), results, events, work, time),
            Statuses = new(Statuses, results, new(host.Files, Logs), new Func<V1Pod, V1Pod?>(pod => Mirrors?.Of(pod)), Node, time),
            Admission = admission,
        };
    }
}
