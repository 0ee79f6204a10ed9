using Kube.Node.Containerd;
using Kube.Node.Cri;
using Kube.Node.Runtime;
using Kube.Node.Tests.Cri;
using Kube.Store.Work;
using Kube.Tests.Shared.Images;
using Microsoft.Extensions.Logging.Abstractions;

[assembly: AssemblyFixture(typeof(ContainerdFixture))]

namespace Kube.Node.Tests.Cri;

/// <summary>One containerd for all tests of this assembly, started by the first that wants it; it leaves nothing on the machine.</summary>
public sealed class ContainerdFixture : IAsyncLifetime
{
    private readonly SemaphoreSlim _starting = new(1);
    private TestRegistry? _registry;

    public ContainerdInstance? Instance { get; private set; }

    public string Root { get; } = Path.Combine(Path.GetTempPath(), $"kube-cri-{Environment.ProcessId}");

    internal TestRegistry Registry => _registry!;

    public string Image { get; private set; } = "";

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async Task<ContainerdInstance> GetAsync()
    {
        await _starting.WaitAsync();
        try
        {
            if (Instance is not null) return Instance;
            _registry = await TestRegistry.StartAsync();
            Image = _registry.Add("toolbox", ToolboxImage.Build());
            return Instance = await ContainerdInstance.StartAsync(new()
            {
                Directory = Root,
                Bridge = $"kc{Environment.ProcessId % 1_000_000}",
                PodCidr = $"10.{150 + (Environment.ProcessId % 50)}.{Environment.ProcessId / 50 % 256}.0/24",
            });
        }
        finally
        {
            _starting.Release();
        }
    }

    internal static IContainerRuntime NewRuntime(ContainerdInstance instance) =>
        new CriContainerRuntime(new() { Endpoint = instance.Endpoint }, DefaultWorkScheduler.Instance, TimeProvider.System, NullLogger<CriContainerRuntime>.Instance);

    public async ValueTask DisposeAsync()
    {
        if (Instance is not null) await Instance.DisposeAsync();
        if (_registry is not null) await _registry.DisposeAsync();
        if (Directory.Exists(Root)) Directory.Delete(Root, recursive: true);
        _starting.Dispose();
    }
}
