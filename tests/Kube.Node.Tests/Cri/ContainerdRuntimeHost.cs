using Kube.Node.Containerd;
using Kube.Node.Cri;
using Kube.Node.Runtime;
using Kube.Testing.Node;

namespace Kube.Node.Tests.Cri;

/// <summary>The assembly's containerd, empty at first; disposing this removes the pods.</summary>
internal sealed class ContainerdRuntimeHost : IConformanceRuntime
{
    private readonly CriContainerRuntime _runtime;

    private ContainerdRuntimeHost(ContainerdFixture fixture, CriContainerRuntime runtime)
    {
        _runtime = runtime;
        Image = fixture.Image;
        MissingImage = $"{fixture.Registry.Host}/missing:1";
        LogDirectory = Path.Combine(fixture.Root, "logs");
    }

    public IContainerRuntime Runtime => _runtime;

    public string LogDirectory { get; }

    public string Image { get; }

    public string MissingImage { get; }

    public static async Task<ContainerdRuntimeHost> StartAsync(ContainerdFixture fixture)
    {
        var instance = await fixture.GetAsync();
        return new(fixture, (CriContainerRuntime)ContainerdFixture.NewRuntime(instance));
    }

    public ValueTask PassTimeAsync(TimeSpan time) => new(Task.Delay(time < TimeSpan.FromMilliseconds(10) ? time : TimeSpan.FromMilliseconds(10)));

    public async ValueTask DisposeAsync()
    {
        foreach (var sandbox in await _runtime.Sandboxes.ListAsync(SandboxFilter.All, CancellationToken.None))
            await _runtime.Sandboxes.RemoveAsync(sandbox.Id, CancellationToken.None);
        await _runtime.DisposeAsync();
        if (Directory.Exists(LogDirectory)) Directory.Delete(LogDirectory, recursive: true);
    }
}
