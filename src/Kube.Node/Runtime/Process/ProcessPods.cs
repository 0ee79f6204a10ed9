using System.Collections.Concurrent;
using System.Net.Sockets;
using Kube.Node.Errors;
using Kube.Node.Runtime.Process.Linux;
using Kube.Node.Runtime.Process.Shim;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Runtime.Process;

/// <summary>All sandboxes of the node: found again at start, heard from through their shims, cleaned up when they end.</summary>
internal sealed partial class ProcessPods(ProcessHost host, IWorkScheduler work, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ProcessPod> _pods = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _starting = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private volatile bool _started;

    public RuntimeEvents Events { get; } = new();

    public ProcessHost Host { get; } = host;

    public IEnumerable<ProcessPod> All => _pods.Values;

    public ProcessPod Get(string sandboxId) => _pods.GetValueOrDefault(sandboxId) ?? throw new SandboxNotFoundException(sandboxId);

    public ProcessPod? Find(string sandboxId) => _pods.GetValueOrDefault(sandboxId);

    public ProcessContainer? FindContainer(string containerId)
    {
        foreach (var pod in _pods.Values)
        {
            if (pod.Find(containerId) is { } container)
                return container;
        }

        return null;
    }

    public ProcessContainer GetContainer(string containerId) => FindContainer(containerId) ?? throw new ContainerNotFoundException(containerId);

    /// <summary>Finds the pods of an earlier life, once, before the first call is answered.</summary>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        if (_started)
            return;
        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (_started)
                return;
            Host.State.Prepare();
            if (!Host.Abilities.Isolation)
                logger.NotIsolated(Host.Abilities.WhyNot);
            var dead = 0;
            foreach (var directory in Host.State.ListDirectories())
            {
                if (!await RecoverAsync(directory))
                    dead++;
            }

            if (!_pods.IsEmpty)
                logger.Recovered(_pods.Count, dead);
            if (Host.Abilities.Isolation)
                Host.Leftovers.Sweep(time.GetUtcNow());
            _started = true;
        }
        finally
        {
            _starting.Release();
        }
    }

    public async ValueTask<ProcessPod> AddAsync(SandboxConfig config, CancellationToken cancellationToken)
    {
        var shim = await Host.Shims.TakeAsync(config.Security);
        try
        {
            var record = new SandboxRecord { Id = shim.Id, Config = config, CreatedAt = time.GetUtcNow(), Address = shim.Address, Shim = shim.Process };
            Host.State.Write(record);
            var pod = new ProcessPod(record, ready: true, Host.Abilities.Isolation);
            if (pod.IsIsolated && config.Security.Network != NamespaceMode.Node)
                await ConfigureAsync(pod, config, cancellationToken);
            var connection = await ConnectAsync(pod, cancellationToken);
            _pods[pod.Id] = pod;
            pod.Watching = work.Run("node.shim.watch", () => WatchAsync(pod, connection));
            Tell(ContainerEventKind.Started, pod, pod.Id);
            return pod;
        }
        catch
        {
            Host.Shims.Discard(shim);
            throw;
        }
    }

    public void Forget(ProcessPod pod)
    {
        if (_pods.TryRemove(pod.Id, out _))
            Tell(ContainerEventKind.Deleted, pod, pod.Id);
    }

    public void Tell(ContainerEventKind kind, ProcessPod pod, string id) => Events.Publish(new()
    {
        Kind = kind,
        ContainerId = id,
        SandboxId = pod.Id,
        PodUid = pod.Record.Config.Metadata.Uid,
        CreatedAt = time.GetUtcNow(),
    });

    /// <summary>One request and its answer.</summary>
    /// <exception cref="RuntimeFailureException">The shim is dead.</exception>
    public async ValueTask<(FrameKind Kind, Fields Fields)> AskAsync(ProcessPod pod, FrameKind kind, Fields request, CancellationToken cancellationToken)
    {
        try
        {
            using var connection = await ShimConnection.OpenAsync(Host.State.PathOf(pod.Id), cancellationToken);
            await connection.SendAsync(kind, request.ToBytes(), cancellationToken);
            if (await connection.ReceiveAsync(cancellationToken) is { } answer)
                return (answer.Kind, Fields.Parse(answer.Payload));
        }
        catch (SocketException error)
        {
            throw new RuntimeFailureException($"shim of sandbox {pod.Id}", error.Message, error);
        }

        throw new RuntimeFailureException($"shim of sandbox {pod.Id}", "it ended");
    }

    /// <summary>Leaves the pods running; spares end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_pods.Values.Select(pod => pod.Watching));
        await Host.Shims.EmptyAsync(forGood: true);
        if (Host.Abilities.Isolation && _pods.IsEmpty)
            Host.Leftovers.RemoveOwn();
        _stop.Dispose();
        _starting.Dispose();
    }

    private async ValueTask ConfigureAsync(ProcessPod pod, SandboxConfig config, CancellationToken cancellationToken)
    {
        await AskAsync(pod, FrameKind.Configure, new Fields().Add("hostname", config.Hostname), cancellationToken);
        if (config.Sysctls.Count == 0)
            return;
        var refused = NamespaceThread.InNetworkOf(pod.Record.Shim.Pid, () => config.Sysctls.FirstOrDefault(setting => !Sysctl.TryWrite(setting.Key, setting.Value)));
        if (refused.Key is not null)
            throw new RuntimeRefusalException($"spec.securityContext.sysctls[{refused.Key}]", $"the kernel does not take \"{refused.Value}\" in a pod's own network namespace");
    }

    private async ValueTask<ShimConnection> ConnectAsync(ProcessPod pod, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await ShimConnection.OpenAsync(Host.State.PathOf(pod.Id), cancellationToken);
            await connection.SendAsync(FrameKind.Watch, ReadOnlyMemory<byte>.Empty, cancellationToken);
            return connection;
        }
        catch (SocketException error)
        {
            throw new RuntimeFailureException($"shim of sandbox {pod.Id}", error.Message, error);
        }
    }

    /// <summary>Takes up a sandbox of an earlier life; false when it is dead or was never one.</summary>
    private async ValueTask<bool> RecoverAsync(string directory)
    {
        if (Host.State.ReadSandbox(directory) is not { } record)
        {
            SpareRemains.Remove(directory);
            return false;
        }

        var pod = new ProcessPod(record, ready: !record.Stopped, Host.Abilities.Isolation);
        foreach (var container in Host.State.ReadContainers(directory).OrderBy(container => container.CreatedAt))
        {
            var found = new ProcessContainer(container, pod);
            if (Host.State.ReadExit(container) is { } exit)
                found.SetExited(exit);
            pod.Add(found);
        }

        _pods[pod.Id] = pod;
        if (record.Stopped)
            return false;
        Host.Network.Claim(record.Address);
        try
        {
            var connection = record.Shim.IsAlive ? await ConnectAsync(pod, CancellationToken.None) : null;
            if (connection is not null)
            {
                await HearRunningAsync(pod, connection);
                pod.Watching = work.Run("node.shim.watch", () => WatchAsync(pod, connection));
                return true;
            }
        }
        catch (RuntimeFailureException)
        {
            // Dead after all.
        }

        await EndAsync(pod);
        return false;
    }
}
