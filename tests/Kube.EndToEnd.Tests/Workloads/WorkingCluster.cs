using Kube.EndToEnd.Tests.Kubectl;
using Kube.Tests.Shared;

[assembly: AssemblyFixture(typeof(Kube.EndToEnd.Tests.Workloads.WorkingCluster))]

namespace Kube.EndToEnd.Tests.Workloads;

/// <summary>One whole cluster, node included, for every class that runs pods; made when the first of them asks. Its ranges are its own, so that a cluster of the
/// machine's owner is not disturbed.</summary>
public sealed class WorkingCluster : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Lazy<Task<ClusterProcess>> _cluster;

    public WorkingCluster() => _cluster = new(StartAsync);

    internal KubectlRunner Kubectl { get; private set; } = null!;

    internal Task<ClusterProcess> ClusterAsync() => _cluster.Value;

    public async ValueTask DisposeAsync()
    {
        if (_cluster.IsValueCreated) await (await _cluster.Value).StopAsync();
        _directory.Dispose();
    }

    private async Task<ClusterProcess> StartAsync()
    {
        KubectlProgram.Require();
        var cluster = await ClusterProcess.StartAsync(_directory.Combine("data"), ClusterProcess.WithPods(0), cancellationToken: CancellationToken.None);
        Kubectl = new KubectlRunner(cluster.Kubeconfig, _directory.Path);
        return cluster;
    }
}
