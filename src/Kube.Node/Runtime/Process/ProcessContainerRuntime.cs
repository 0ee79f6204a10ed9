using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Runtime.Process;

/// <summary>Pods as processes of this host: a shim over each, in namespaces of its own when the node runs as root.</summary>
internal sealed class ProcessContainerRuntime : IContainerRuntime, IAsyncDisposable
{
    private readonly ProcessPods _pods;

    public ProcessContainerRuntime(ProcessRuntimeOptions options, IProcessImageCatalog catalog, IWorkScheduler work, TimeProvider time, ILogger<ProcessContainerRuntime> logger)
    {
        var host = new ProcessHost(options, work, time, logger);
        _pods = new(host, work, time, logger);
        var plan = new LaunchPlan(host, catalog);
        Sandboxes = new ProcessSandboxes(_pods);
        Containers = new ProcessContainers(_pods, plan, time);
        Images = new ProcessImages(catalog, host, time);
        Streams = new ProcessStreams(_pods, work, time);
        Stats = new ProcessStats(_pods, time);
        Info = new ProcessInfo(_pods);
    }

    public ISandboxDoor Sandboxes { get; }

    public IContainerDoor Containers { get; }

    public IImageDoor Images { get; }

    public IStreamingDoor Streams { get; }

    public IStatsDoor Stats { get; }

    public IRuntimeDoor Info { get; }

    public ValueTask DisposeAsync() => _pods.DisposeAsync();
}
