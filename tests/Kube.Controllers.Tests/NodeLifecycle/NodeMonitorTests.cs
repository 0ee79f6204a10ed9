using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.NodeLifecycle;
using Kube.Testing.Cluster;

namespace Kube.Controllers.Tests.NodeLifecycle;

public sealed class NodeMonitorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Node_FallsSilent_IsMarkedTaintedAndEmptiedAndComesBack()
    {
        await using var cluster = await StartAsync();
        await cluster.CreateAsync(Workloads.Set("web", 1));
        await cluster.RunPodsAsync();
        var pod = Assert.Single(await cluster.ListAsync<V1Pod>()).Metadata.Name!;

        await LiveAsync(cluster, TimeSpan.FromSeconds(45), "other");
        Assert.Equal("True", Ready(await NodeAsync(cluster)).Status);
        await LiveAsync(cluster, TimeSpan.FromSeconds(20), "other");

        var node = await NodeAsync(cluster);
        Assert.All(node.Status.Conditions!, condition => Assert.Equal(("Unknown", "NodeStatusUnknown"), (condition.Status, condition.Reason!.Replace("NeverUpdated", "Unknown", StringComparison.Ordinal))));
        Assert.Equal("Kubelet stopped posting node status.", Ready(node).Message);
        Assert.Equal(
            ["node.kubernetes.io/unreachable:NoExecute", "node.kubernetes.io/unreachable:NoSchedule"],
            node.Spec.Taints!.Select(taint => $"{taint.Key}:{taint.Effect}").Order());
        Assert.Equal("False", (await cluster.GetAsync<V1Pod>(pod)).Status.Conditions!.Find(condition => condition.Type == "Ready")!.Status);
        Assert.Null((await cluster.GetAsync<V1Pod>(pod)).Metadata.DeletionTimestamp);

        await LiveAsync(cluster, TimeSpan.FromSeconds(310), "other");
        Assert.NotNull((await cluster.GetAsync<V1Pod>(pod)).Metadata.DeletionTimestamp);
        Assert.Equal([$"Marking for deletion Pod default/{pod}"], await cluster.EventsAsync("TaintManagerEviction"));

        await ReportAsync(cluster, Workloads.Node);
        await LiveAsync(cluster, TimeSpan.FromSeconds(10), "other", Workloads.Node);
        Assert.Empty((await NodeAsync(cluster)).Spec.Taints ?? []);
    }

    [Fact]
    public async Task Node_RenewsItsLeaseOnly_IsNotSilent()
    {
        await using var cluster = await StartAsync();

        await LiveAsync(cluster, TimeSpan.FromMinutes(3), "other", Workloads.Node);

        Assert.Equal("True", Ready(await NodeAsync(cluster)).Status);
    }

    [Fact]
    public async Task Node_ComesAndGoes_EventsTell()
    {
        await using var cluster = await StartAsync();
        Assert.Equal(
            [$"Node {Workloads.Node} event: Registered Node {Workloads.Node} in Controller", "Node other event: Registered Node other in Controller"],
            await cluster.EventsAsync("RegisteredNode"));
        await cluster.Client.For<V1Node>().DeleteAsync(new("other"), new(), Cancel);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(6), Cancel);

        Assert.Equal(["Node other event: Removing Node other from Controller"], await cluster.EventsAsync("RemovingNode"));
    }

    [Fact]
    public async Task Node_IsCordoned_IsTaintedAgainstNewPods()
    {
        await using var cluster = await StartAsync();
        await cluster.ChangeNodeAsync(Workloads.Node, node => node.Spec.Unschedulable = true);

        Assert.Contains(("node.kubernetes.io/unschedulable", "NoSchedule"), (await NodeAsync(cluster)).Spec.Taints!.Select(taint => (taint.Key, taint.Effect)));
        await cluster.ChangeNodeAsync(Workloads.Node, node => node.Spec.Unschedulable = false);
        Assert.Empty((await NodeAsync(cluster)).Spec.Taints ?? []);
    }

    /// <summary>Its turn in its zone comes once in ten seconds: what another writes at that moment does not cost it.</summary>
    [Fact]
    public async Task Taint_OfANodeThatChangedMeanwhile_IsSetOnWhatItIsNow()
    {
        await using var cluster = await StartAsync();
        var known = await NodeAsync(cluster);
        await cluster.ChangeNodeAsync(Workloads.Node, node => node.Spec.Unschedulable = true);

        await new NodeTaintWriter(cluster.Client).FixExecutionAsync(known, NodeTaints.Unreachable, cluster.Time.GetUtcNow(), Cancel);

        Assert.Equal(
            ["node.kubernetes.io/unreachable:NoExecute", "node.kubernetes.io/unschedulable:NoSchedule"],
            (await NodeAsync(cluster)).Spec.Taints!.Select(taint => $"{taint.Key}:{taint.Effect}").Order());
    }

    private static async Task<TestCluster> StartAsync()
    {
        var cluster = await Workloads.StartAsync();
        await cluster.Client.For<V1Node>().CreateAsync(
            new V1Node { Metadata = new() { Name = "other", Labels = new() { ["topology.kubernetes.io/zone"] = "z1" } } }, WriteOptions.Default, Cancel);
        foreach (var name in (string[])["other", Workloads.Node])
        {
            await cluster.Client.For<V1Lease>().CreateAsync(
                new V1Lease { Metadata = new() { Name = name, Namespace = "kube-node-lease" }, Spec = new() { HolderIdentity = name, RenewTime = cluster.Time.GetUtcNow().UtcDateTime } },
                WriteOptions.Default, Cancel);
            await ReportAsync(cluster, name);
        }

        await cluster.AdvanceAsync(TimeSpan.FromSeconds(6), Cancel);
        return cluster;
    }

    private static async Task LiveAsync(TestCluster cluster, TimeSpan time, params string[] nodes)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(5))
        {
            foreach (var node in nodes)
            {
                var lease = await cluster.Client.For<V1Lease>().GetAsync(new("kube-node-lease", node), Cancel);
                lease.Spec.RenewTime = cluster.Time.GetUtcNow().UtcDateTime;
                await cluster.Client.For<V1Lease>().UpdateAsync(lease, WriteOptions.Default, Cancel);
            }

            await cluster.AdvanceAsync(TimeSpan.FromSeconds(5), Cancel);
        }
    }

    private static Task ReportAsync(TestCluster cluster, string name) => cluster.ChangeNodeAsync(
        name,
        node =>
        {
            var now = cluster.Time.GetUtcNow().UtcDateTime;
            node.Status.Conditions = [new() { Type = "Ready", Status = "True", Reason = "KubeletReady", LastHeartbeatTime = now, LastTransitionTime = now }];
        },
        "status");

    private static async Task<V1Node> NodeAsync(TestCluster cluster) => await cluster.Client.For<V1Node>().GetAsync(new(Workloads.Node), Cancel);

    private static V1NodeCondition Ready(V1Node node) => node.Status.Conditions!.Find(condition => condition.Type == "Ready")!;
}
