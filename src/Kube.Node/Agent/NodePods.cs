using System.Globalization;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Node.Csi;
using Kube.Node.Eviction;
using Kube.Node.Hosting;
using Kube.Node.Logs;
using Kube.Node.Runtime;
using Kube.Node.Volumes;

namespace Kube.Node.Agent;

/// <summary>What the node's endpoint needs of the agent: pods, their containers in the runtime, and logs. Safe for concurrent use.</summary>
internal sealed class NodePods(AgentServices services)
{
    private readonly RecentStorageUse _storage = new(services.StorageUse, services.Time);

    /// <summary>The runtime, for its streams and stats.</summary>
    public IContainerRuntime Runtime => services.Runtime;

    /// <summary>How the node was configured.</summary>
    public NodeOptions Options => services.Options;

    /// <summary>Whether the node keeps files on this machine, which one that simulates pods does not.</summary>
    public bool HasFiles => services.Abandoned is not null;

    /// <summary>The node's addresses.</summary>
    public IEnumerable<string> Addresses => services.Node.Facts.Addresses;

    /// <summary>The pods that the node runs, by namespace and name.</summary>
    public IReadOnlyList<V1Pod> List() => [.. services.Workers.Pods.OrderBy(pod => pod.Metadata.Namespace, StringComparer.Ordinal).ThenBy(pod => pod.Metadata.Name, StringComparer.Ordinal)];

    /// <summary>What a pod keeps on the node's disk; files are counted once a minute, as upstream does.</summary>
    public PodStorage StorageOf(V1Pod pod) => services.StorageUse is null ? PodStorage.None : _storage.Measure(pod);

    /// <summary>What the machine has left, by signal.</summary>
    /// <param name="images">The file systems of images.</param>
    public IReadOnlyDictionary<string, SignalUse> MeasureMachine(IReadOnlyList<FilesystemUsage> images) => services.Machine.Measure(images);

    /// <summary>How often probes came to which result, as Prometheus text.</summary>
    public string ProbeMetrics() => services.Probes.Counts.Encode();

    /// <summary>Finds a pod.</summary>
    /// <param name="ns">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="uid">Its uid; null: whichever has the name.</param>
    public V1Pod? Find(string ns, string name, string? uid = null) =>
        services.Workers.Pods.FirstOrDefault(pod => pod.Metadata.Namespace == ns && pod.Metadata.Name == name && (uid is null || pod.Metadata.Uid == uid));

    /// <summary>How full the volumes of storage drivers are, by the pod's uid.</summary>
    public async ValueTask<IReadOnlyDictionary<string, IReadOnlyList<CsiUsage>>> VolumeUsageAsync(CancellationToken cancellationToken)
    {
        if (services.Storage is not { Volumes: var volumes }) return new Dictionary<string, IReadOnlyList<CsiUsage>>();
        var pods = volumes.Pods().ToArray();
        var usage = await Task.WhenAll(pods.Select(uid => volumes.UsageAsync(uid, cancellationToken).AsTask()));
        return pods.Zip(usage).ToDictionary(static pair => pair.First, static pair => pair.Second, StringComparer.Ordinal);
    }

    /// <summary>The ready sandbox of a pod; null when it has none.</summary>
    public async ValueTask<SandboxStatus?> FindSandboxAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var observed = await new PodObserver(services.Runtime).ObserveAsync(pod.Metadata.Uid!, cancellationToken);
        return observed.Sandbox is { State: SandboxState.Ready } sandbox ? sandbox : null;
    }

    /// <summary>The newest life of a container, running or not; null when there is none.</summary>
    public async ValueTask<ContainerStatus?> FindContainerAsync(V1Pod pod, string container, CancellationToken cancellationToken) =>
        (await new PodObserver(services.Runtime).ObserveAsync(pod.Metadata.Uid!, cancellationToken)).Newest(container);

    /// <summary>The pods that the runtime has up, and of each its running containers and their images: what it knows, and nothing else (upstream's <c>ToAPIPod</c>).</summary>
    public async ValueTask<IReadOnlyList<V1Pod>> ListRunningAsync(CancellationToken cancellationToken)
    {
        var sandboxes = await Runtime.Sandboxes.ListAsync(new() { State = SandboxState.Ready }, cancellationToken);
        var containers = await Runtime.Containers.ListAsync(new() { State = ContainerState.Running }, cancellationToken);
        var found = sandboxes.Select(sandbox => (Pod: sandbox.Metadata, Container: (ContainerStatus?)null))
            .Concat(containers.Join(sandboxes, container => container.SandboxId, sandbox => sandbox.Id, (container, sandbox) => (Pod: sandbox.Metadata, Container: (ContainerStatus?)container)));
        return
        [
            .. found.GroupBy(one => (one.Pod.Namespace, one.Pod.Name, one.Pod.Uid)).OrderBy(pod => pod.Key.Namespace, StringComparer.Ordinal).ThenBy(pod => pod.Key.Name, StringComparer.Ordinal).Select(pod => new V1Pod
            {
                Metadata = new() { Name = pod.Key.Name, Namespace = pod.Key.Namespace, Uid = pod.Key.Uid },
                Spec = new()
                {
                    Containers = [.. pod.Where(one => one.Container is not null).Select(one => new V1Container { Name = one.Container!.Metadata.Name, Image = one.Container.Image })],
                },
            }),
        ];
    }

    /// <summary>Writes a running container to a file in the node's directory.</summary>
    /// <returns>The file.</returns>
    /// <exception cref="BadRequestException">The container does not run; in upstream's words.</exception>
    /// <exception cref="Errors.NodeException">The runtime cannot.</exception>
    public async ValueTask<string> CheckpointAsync(V1Pod pod, string container, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var observed = await new PodObserver(Runtime).ObserveAsync(pod.Metadata.Uid!, cancellationToken);
        var life = observed.Containers.FirstOrDefault(life => life.Metadata.Name == container && life.State == ContainerState.Running)
            ?? throw new BadRequestException($"container {container} not found");
        if (timeout < TimeSpan.Zero) throw new BadRequestException("CheckpointContainer requires the timeout value to be > 0");
        if (Runtime.Checkpoints is not { } door)
            throw new Errors.RuntimeFailureException("rpc error", "code = Unimplemented desc = unknown method CheckpointContainer for service runtime.v1.RuntimeService");
        var directory = Path.GetFullPath(Path.Combine(services.Options.RootDirectory, "checkpoints"));
        VolumeModes.MakePrivate(directory);
        var now = services.Time.GetLocalNow();
        var at = now.ToString(now.Offset == TimeSpan.Zero ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        var location = Path.Combine(directory, $"checkpoint-{pod.Metadata.Name}_{pod.Metadata.Namespace}-{container}-{at}.tar");
        await door.CheckpointAsync(life.Id, location, timeout, cancellationToken);
        return location;
    }

    /// <summary>Writes a container's log.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="container">The container's name.</param>
    /// <param name="previous">The life before the newest.</param>
    /// <param name="options">Which part.</param>
    /// <param name="output">Where to.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="BadRequestException">There is no such container, or it has no log yet; in upstream's words.</exception>
    public async ValueTask ReadLogAsync(V1Pod pod, string container, bool previous, LogOptions options, Stream output, CancellationToken cancellationToken)
    {
        var life = await FindLogAsync(pod, container, previous, cancellationToken);
        await services.Logs.ReadAsync(life.LogPath, options, output, IsRunningAsync, cancellationToken);

        async ValueTask<bool> IsRunningAsync(CancellationToken token)
        {
            try
            {
                return (await services.Runtime.Containers.GetStatusAsync(life.Id, token)).State is ContainerState.Running or ContainerState.Created;
            }
            catch (Errors.ContainerNotFoundException)
            {
                return false;
            }
        }
    }

    /// <summary>The life of a container whose log is asked for.</summary>
    /// <exception cref="BadRequestException">There is none; in upstream's words.</exception>
    public async ValueTask<ContainerStatus> FindLogAsync(V1Pod pod, string container, bool previous, CancellationToken cancellationToken)
    {
        if (PodFacts.Find(pod, container) is null) throw new BadRequestException($"container {container} is not valid for pod {pod.Metadata.Name}");
        var observed = await new PodObserver(services.Runtime).ObserveAsync(pod.Metadata.Uid!, cancellationToken);
        var lives = observed.Containers.Where(life => life.Metadata.Name == container).ToList();
        if (previous)
        {
            // The newest life is the previous one while the next waits to start.
            var last = lives.Count > 0 && lives[0].State == ContainerState.Exited && IsWaiting(pod, container) ? lives[0] : lives.Skip(1).FirstOrDefault();
            return last ?? throw new BadRequestException($"previous terminated container \"{container}\" in pod \"{pod.Metadata.Name}\" not found");
        }

        if (lives.Count > 0 && lives[0].State != ContainerState.Created) return lives[0];
        var reason = Status(pod, container)?.State.Waiting?.Reason ?? Kube.Node.Status.Reasons.ContainerCreating;
        throw new BadRequestException(reason is "ImagePullBackOff"
            ? $"container \"{container}\" in pod \"{pod.Metadata.Name}\" is waiting to start: trying and failing to pull image"
            : reason is "ErrImagePull" ? $"container \"{container}\" in pod \"{pod.Metadata.Name}\" is waiting to start: image can't be pulled"
            : $"container \"{container}\" in pod \"{pod.Metadata.Name}\" is waiting to start: {reason}");
    }

    private static bool IsWaiting(V1Pod pod, string container) => Status(pod, container)?.State.Waiting is not null;

    private static V1ContainerStatus? Status(V1Pod pod, string container) =>
        (pod.Status.ContainerStatuses ?? []).Concat(pod.Status.InitContainerStatuses ?? []).Concat(pod.Status.EphemeralContainerStatuses ?? [])
            .FirstOrDefault(status => status.Name == container);
}
