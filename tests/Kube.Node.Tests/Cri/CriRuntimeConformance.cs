using Kube.Testing.Node;

namespace Kube.Node.Tests.Cri;

/// <summary>The suite of all runtimes, on a real containerd.</summary>
[Collection("containerd")]
public sealed class CriRuntimeConformance(ContainerdFixture containerd) : RealContainerRuntimeConformance
{
    protected override bool SizesTerminalsFirst => false;

    protected override async ValueTask<IConformanceRuntime> StartAsync() => await ContainerdRuntimeHost.StartAsync(containerd);
}
