using Kube.Testing.Node;

namespace Kube.Node.Tests.Runtime.Process;

/// <summary>Isolated where the tests run as root, otherwise as a node without root.</summary>
public sealed class ProcessRuntimeConformance : RealContainerRuntimeConformance
{
    protected override ValueTask<IConformanceRuntime> StartAsync() => new(new ProcessRuntimeHost());
}
