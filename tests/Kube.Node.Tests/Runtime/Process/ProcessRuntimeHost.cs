using Kube.Node.Netlink;
using Kube.Node.Runtime;
using Kube.Node.Runtime.Process;
using Kube.Node.Runtime.Process.Linux;
using Kube.Store.Work;
using Kube.Testing.Node;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube.Node.Tests.Runtime.Process;

/// <summary>A process runtime in a directory and on a bridge of its own; disposing it leaves nothing on the machine.</summary>
internal sealed class ProcessRuntimeHost : IConformanceRuntime
{
    private static int _count;
    private readonly ProcessRuntimeOptions _options;
    private ProcessContainerRuntime _runtime;

    public ProcessRuntimeHost(bool isolate = true, Action<ProcessRuntimeOptions>? configure = null)
    {
        var number = Interlocked.Increment(ref _count);
        Root = Directory.CreateTempSubdirectory("kube-node-").FullName;
        LogDirectory = Path.Combine(Root, "logs");
        _options = new()
        {
            StateDirectory = Path.Combine(Root, "state"),
            PodCidr = $"10.{200 + (Environment.ProcessId % 50)}.{number % 256}.0/24",
            Bridge = $"kt{Environment.ProcessId % 100000}x{number}",
            Isolate = isolate,
            SpareShims = 0,
        };
        configure?.Invoke(_options);
        _runtime = New();
    }

    public static bool IsRoot => Native.Geteuid() == 0;

    public string Root { get; }

    public string StateDirectory => _options.StateDirectory;

    public string Bridge => _options.Bridge;

    public IContainerRuntime Runtime => _runtime;

    public string LogDirectory { get; }

    public string Image => "toolbox";

    public string MissingImage => "missing";

    public ValueTask PassTimeAsync(TimeSpan time) => new(Task.Delay(time < TimeSpan.FromMilliseconds(10) ? time : TimeSpan.FromMilliseconds(10)));

    /// <summary>As if the agent had been killed and started again: the old one's memory is gone, its pods are not.</summary>
    public async Task RestartAsync()
    {
        await _runtime.DisposeAsync();
        _runtime = New();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var sandbox in await _runtime.Sandboxes.ListAsync(SandboxFilter.All, CancellationToken.None))
            await _runtime.Sandboxes.RemoveAsync(sandbox.Id, CancellationToken.None);
        await _runtime.DisposeAsync();
        if (IsRoot)
        {
            using var netlink = new NetworkLinks();
            netlink.Delete(Bridge);
        }

        Directory.Delete(Root, recursive: true);
    }

    private ProcessContainerRuntime New() => new(
        _options,
        new ProcessImageCatalog([new() { Name = "toolbox", EntryPoint = ["/bin/sleep"], Args = ["3600"] }]),
        DefaultWorkScheduler.Instance,
        TimeProvider.System,
        NullLogger<ProcessContainerRuntime>.Instance);
}
