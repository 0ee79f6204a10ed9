using Kube.Node.Runtime;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Cri;

/// <summary>Pods in a container runtime that speaks CRI v1: containerd, CRI-O. They live on when this object is disposed.</summary>
internal sealed class CriContainerRuntime : IContainerRuntime, IAsyncDisposable
{
    private readonly CriClient _client;
    private readonly CriChanges _changes;
    private readonly CriStreams _streams;

    public CriContainerRuntime(CriRuntimeOptions options, IWorkScheduler work, TimeProvider time, ILogger<CriContainerRuntime> logger)
    {
        _client = new(options, time);
        var lists = new CriLists(_client);
        _changes = new(_client, lists, options, work, time, logger);
        var sandboxes = new CriSandboxes(_client, lists, _changes);
        var images = new CriImages(_client, lists);
        Sandboxes = sandboxes;
        Images = images;
        var containers = new CriContainers(_client, lists, images, sandboxes, _changes);
        Containers = containers;
        Checkpoints = containers;
        Streams = _streams = new CriStreams(_client, Containers, sandboxes, time);
        Stats = new CriStats(_client, lists, Containers, sandboxes);
        Info = new CriInfo(_client, lists, _changes);
    }

    public ISandboxDoor Sandboxes { get; }

    public IContainerDoor Containers { get; }

    public IImageDoor Images { get; }

    public IStreamingDoor Streams { get; }

    public IStatsDoor Stats { get; }

    public IRuntimeDoor Info { get; }

    public ICheckpointDoor? Checkpoints { get; }

    public async ValueTask DisposeAsync()
    {
        await _changes.DisposeAsync();
        _streams.Dispose();
        _client.Dispose();
    }
}
