using System.Collections.Concurrent;
using Kube.Node.Eviction;
using Kube.Node.Runtime;

namespace Kube.Node.Tests.Agent;

/// <summary>A runtime whose doors note what the agent asked of them, and can be told to refuse; all else is the runtime behind it.</summary>
internal sealed class RecordingDoor(IContainerRuntime inner) : IContainerRuntime, ISimulatedNetwork, ISimulatedPressure, IContainerDoor, IImageDoor, ISandboxDoor
{
    public ConcurrentQueue<CreateContainerRequest> Created { get; } = new();

    public ConcurrentQueue<SandboxConfig> SandboxesRun { get; } = new();

    public ConcurrentQueue<PullImageRequest> Pulls { get; } = new();

    public ConcurrentQueue<(string Id, ContainerResources Resources)> Updates { get; } = new();

    public IReadOnlyDictionary<string, SignalUse> Use { get; set; } = new Dictionary<string, SignalUse>();

    /// <summary>Throws, to refuse a pull.</summary>
    public Action<PullImageRequest> OnPull { get; set; } = static _ => { };

    /// <summary>Throws, to refuse a change of limits.</summary>
    public Action<ContainerResources> OnUpdate { get; set; } = static _ => { };

    public ISandboxDoor Sandboxes => this;

    public IContainerDoor Containers => this;

    public IImageDoor Images => this;

    public IStreamingDoor Streams => inner.Streams;

    public IStatsDoor Stats => inner.Stats;

    public IRuntimeDoor Info => inner.Info;

    public ValueTask<bool> AnswersAsync(string containerId, int port, CancellationToken cancellationToken) => ((ISimulatedNetwork)inner).AnswersAsync(containerId, port, cancellationToken);

    ValueTask<string> IContainerDoor.CreateAsync(CreateContainerRequest request, CancellationToken cancellationToken)
    {
        Created.Enqueue(request);
        return inner.Containers.CreateAsync(request, cancellationToken);
    }

    ValueTask IContainerDoor.StartAsync(string containerId, CancellationToken cancellationToken) => inner.Containers.StartAsync(containerId, cancellationToken);

    ValueTask IContainerDoor.StopAsync(string containerId, TimeSpan grace, CancellationToken cancellationToken) => inner.Containers.StopAsync(containerId, grace, cancellationToken);

    ValueTask IContainerDoor.RemoveAsync(string containerId, CancellationToken cancellationToken) => inner.Containers.RemoveAsync(containerId, cancellationToken);

    ValueTask<ContainerStatus> IContainerDoor.GetStatusAsync(string containerId, CancellationToken cancellationToken) => inner.Containers.GetStatusAsync(containerId, cancellationToken);

    ValueTask<IReadOnlyList<ContainerStatus>> IContainerDoor.ListAsync(ContainerFilter filter, CancellationToken cancellationToken) => inner.Containers.ListAsync(filter, cancellationToken);

    ValueTask IContainerDoor.UpdateResourcesAsync(string containerId, ContainerResources resources, CancellationToken cancellationToken)
    {
        Updates.Enqueue((containerId, resources));
        OnUpdate(resources);
        return inner.Containers.UpdateResourcesAsync(containerId, resources, cancellationToken);
    }

    ValueTask<string> IImageDoor.PullAsync(PullImageRequest request, CancellationToken cancellationToken)
    {
        Pulls.Enqueue(request);
        OnPull(request);
        return inner.Images.PullAsync(request, cancellationToken);
    }

    ValueTask<ImageStatus?> IImageDoor.GetStatusAsync(string image, CancellationToken cancellationToken) => inner.Images.GetStatusAsync(image, cancellationToken);

    ValueTask<IReadOnlyList<ImageStatus>> IImageDoor.ListAsync(CancellationToken cancellationToken) => inner.Images.ListAsync(cancellationToken);

    ValueTask IImageDoor.RemoveAsync(string image, CancellationToken cancellationToken) => inner.Images.RemoveAsync(image, cancellationToken);

    ValueTask<IReadOnlyList<FilesystemUsage>> IImageDoor.GetFilesystemsAsync(CancellationToken cancellationToken) => inner.Images.GetFilesystemsAsync(cancellationToken);

    ValueTask<string> ISandboxDoor.RunAsync(SandboxConfig config, CancellationToken cancellationToken)
    {
        SandboxesRun.Enqueue(config);
        return inner.Sandboxes.RunAsync(config, cancellationToken);
    }

    ValueTask ISandboxDoor.StopAsync(string sandboxId, CancellationToken cancellationToken) => inner.Sandboxes.StopAsync(sandboxId, cancellationToken);

    ValueTask ISandboxDoor.RemoveAsync(string sandboxId, CancellationToken cancellationToken) => inner.Sandboxes.RemoveAsync(sandboxId, cancellationToken);

    ValueTask<SandboxStatus> ISandboxDoor.GetStatusAsync(string sandboxId, CancellationToken cancellationToken) => inner.Sandboxes.GetStatusAsync(sandboxId, cancellationToken);

    ValueTask<IReadOnlyList<SandboxStatus>> ISandboxDoor.ListAsync(SandboxFilter filter, CancellationToken cancellationToken) => inner.Sandboxes.ListAsync(filter, cancellationToken);
}
