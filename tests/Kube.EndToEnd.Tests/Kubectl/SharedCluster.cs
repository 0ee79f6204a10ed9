using Kube.EndToEnd.Tests.Kubectl;
using Kube.Tests.Shared;

[assembly: AssemblyFixture(typeof(SharedCluster))]

// Signals, file modes and bash: this lane is for the systems that the sample is made for.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

namespace Kube.EndToEnd.Tests.Kubectl;

/// <summary>One server for every class that only needs one; each class works in a namespace of its own.</summary>
public sealed class SharedCluster : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private ClusterProcess? _cluster;

    internal KubectlRunner Kubectl { get; private set; } = null!;

    internal ClusterProcess Cluster => _cluster!;

    public async ValueTask InitializeAsync()
    {
        KubectlProgram.Require();
        _cluster = await ClusterProcess.StartAsync(_directory.Combine("data"), cancellationToken: TestContext.Current.CancellationToken);
        Kubectl = new KubectlRunner(_cluster.Kubeconfig, _directory.Path);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
        _directory.Dispose();
    }
}
