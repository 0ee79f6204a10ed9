using Kube.EndToEnd.Tests.Kubectl;
using Kube.Tests.Shared;

namespace Kube.EndToEnd.Tests.Nodes;

/// <summary>A cluster of simulated nodes, for what is done to whole nodes: three beside the controllers, and one, <c>silent-0</c>, in a process of its own that can be stopped.</summary>
public sealed class HollowCluster : IAsyncLifetime
{
    private static readonly string[] s_heartbeat = ["--node-lease-duration", "4s"];
    private static readonly string[] s_ranges = ["--cluster-cidr", "10.252.0.0/16", "--service-cluster-ip-range", "10.253.0.0/16"];
    private readonly TemporaryDirectory _directory = new();
    private ClusterProcess? _cluster;
    private ClusterProcess? _further;

    internal KubectlRunner Kubectl { get; private set; } = null!;

    /// <summary>The process of <c>silent-0</c>.</summary>
    internal ClusterProcess Further => _further!;

    public async ValueTask InitializeAsync()
    {
        KubectlProgram.Require();
        _cluster = await ClusterProcess.StartAsync(
            _directory.Combine("data"),
            ["--disable", "node,proxy,dns", "--hollow-nodes", "3", "--node-monitor-period", "1s", "--node-monitor-grace-period", "8s", .. s_heartbeat, .. s_ranges],
            cancellationToken: TestContext.Current.CancellationToken);
        Kubectl = new KubectlRunner(_cluster.Kubeconfig, _directory.Path);
        _further = await ClusterProcess.StartAsync(
            _cluster.DataDirectory,
            ["--kubeconfig", _cluster.Kubeconfig, "--disable", "controllers,scheduler,node", "--hollow-nodes", "1", "--hollow-node-prefix", "silent-", .. s_heartbeat, "--cluster-cidr", "10.254.0.0/16"],
            cancellationToken: TestContext.Current.CancellationToken);
        foreach (var node in (string[])["hollow-node-0", "hollow-node-1", "hollow-node-2", "silent-0"])
            (await Kubectl.RunAsync(["wait", $"node/{node}", "--for=condition=Ready", "--timeout=60s"])).Ok();
    }

    public async ValueTask DisposeAsync()
    {
        if (_further is not null) await _further.DisposeAsync();
        if (_cluster is not null) await _cluster.DisposeAsync();
        _directory.Dispose();
    }
}
