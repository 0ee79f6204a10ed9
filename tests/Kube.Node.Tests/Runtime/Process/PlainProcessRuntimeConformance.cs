using Kube.Testing.Node;

namespace Kube.Node.Tests.Runtime.Process;

/// <summary>Without namespaces, as on a host that gives none.</summary>
public sealed class PlainProcessRuntimeConformance : RealContainerRuntimeConformance
{
    protected override ValueTask<IConformanceRuntime> StartAsync() => new(new ProcessRuntimeHost(isolate: false));
}
