using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Testing.Cluster;

namespace Kube.Controllers.Tests.DaemonSets;

public sealed class DaemonSetReconcilerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Set_IsCreated_EveryNodeItIsForHasAPod()
    {
        await using var cluster = await StartAsync(2);
        await AddNodeAsync(cluster, "tainted", node => node.Spec = new() { Taints = [new() { Key = "own", Effect = "NoSchedule" }] });
        await cluster.CreateAsync(Set());
        await RunAsync(cluster);

        var pods = await cluster.ListAsync<V1Pod>();
        Assert.Equal(["n1", "n2"], pods.Select(pod => pod.Spec.NodeName).Order());
        var set = await cluster.GetAsync<V1DaemonSet>("agent");
        Assert.Equal((2, 2, 0, 2, 2, 2), (set.Status.DesiredNumberScheduled, set.Status.CurrentNumberScheduled, set.Status.NumberMisscheduled, set.Status.NumberReady, set.Status.NumberAvailable, set.Status.UpdatedNumberScheduled));
        var revision = Assert.Single(await cluster.ListAsync<V1ControllerRevision>());
        var pod = pods[0];
        Assert.Equal((revision.Metadata.Labels!["controller-revision-hash"], "1"), (pod.Metadata.Labels!["controller-revision-hash"], pod.Metadata.Labels["pod-template-generation"]));
        var field = pod.Spec.Affinity!.NodeAffinity!.RequiredDuringSchedulingIgnoredDuringExecution!.NodeSelectorTerms[0].MatchFields![0];
        Assert.Equal(("metadata.name", "In", pod.Spec.NodeName), (field.Key, field.Operator, field.Values![0]));
        Assert.Equal(
            [
                "node.kubernetes.io/not-ready:NoExecute", "node.kubernetes.io/unreachable:NoExecute", "node.kubernetes.io/disk-pressure:NoSchedule",
                "node.kubernetes.io/memory-pressure:NoSchedule", "node.kubernetes.io/pid-pressure:NoSchedule", "node.kubernetes.io/unschedulable:NoSchedule",
            ],
            pod.Spec.Tolerations!.Where(toleration => toleration.TolerationSeconds is null).Select(toleration => $"{toleration.Key}:{toleration.Effect}"));
        Assert.Contains($"Created pod: {pod.Metadata.Name}", await cluster.EventsAsync("SuccessfulCreate"));
    }

    [Fact]
    public async Task Node_ComesAndGetsALabel_FollowsTheSelector()
    {
        await using var cluster = await StartAsync(1);
        var set = Set();
        set.Spec.Template.Spec.NodeSelector = new() { ["role"] = "db" };
        await cluster.CreateAsync(set);
        Assert.Empty(await cluster.ListAsync<V1Pod>());
        await AddNodeAsync(cluster, "db1", node => node.Metadata.Labels = new() { ["role"] = "db" });
        Assert.Equal("db1", NodeOf(Assert.Single(await cluster.ListAsync<V1Pod>())));
        await cluster.ChangeNodeAsync("n1", node => (node.Metadata.Labels ??= [])["role"] = "db");
        Assert.Equal(2, (await cluster.ListAsync<V1Pod>()).Count);

        await cluster.ChangeNodeAsync("db1", node => node.Metadata.Labels!.Remove("role"));
        Assert.Equal("n1", NodeOf(Assert.Single(await cluster.ListAsync<V1Pod>())));
    }

    [Fact]
    public async Task Node_GetsANoScheduleTaint_ItsPodStaysUntilNoExecute()
    {
        await using var cluster = await StartAsync(1);
        await cluster.CreateAsync(Set());
        await RunAsync(cluster);
        await cluster.ChangeNodeAsync("n1", node => node.Spec = new() { Taints = [new() { Key = "own", Effect = "NoSchedule" }] });
        Assert.Null(Assert.Single(await cluster.ListAsync<V1Pod>()).Metadata.DeletionTimestamp);
        var status = (await cluster.GetAsync<V1DaemonSet>("agent")).Status;
        Assert.Equal((0, 1), (status.DesiredNumberScheduled, status.NumberMisscheduled));
        await cluster.ChangeNodeAsync("n1", node => node.Spec = new() { Taints = [new() { Key = "own", Effect = "NoExecute" }] });

        Assert.NotNull(Assert.Single(await cluster.ListAsync<V1Pod>()).Metadata.DeletionTimestamp);
    }

    [Fact]
    public async Task Template_Changes_PodsAreReplacedOneByOne()
    {
        await using var cluster = await StartAsync(3);
        await cluster.CreateAsync(Set());
        await RunAsync(cluster);
        await cluster.ChangeAsync<V1DaemonSet>("agent", set => set.Spec.Template.Spec.Containers[0].Image = "next");
        for (var i = 0; i < 3; i++)
        {
            Assert.Single(await GoingAsync(cluster));
            Assert.Equal(i, (await cluster.GetAsync<V1DaemonSet>("agent")).Status.UpdatedNumberScheduled ?? 0);
            await cluster.EndPodsAsync();
            await RunAsync(cluster);
        }

        Assert.All(await cluster.ListAsync<V1Pod>(), pod => Assert.Equal(("next", "2"), (pod.Spec.Containers[0].Image, pod.Metadata.Labels!["pod-template-generation"])));
        Assert.Equal(3, (await cluster.GetAsync<V1DaemonSet>("agent")).Status.UpdatedNumberScheduled);
        Assert.Equal([1L, 2L], (await cluster.ListAsync<V1ControllerRevision>()).Select(revision => revision.Revision).Order());
        Assert.Equal(3, (await cluster.EventsAsync("SuccessfulDelete")).Count);
    }

    [Fact]
    public async Task Update_MaySurge_NewPodIsReadyBeforeTheOldGoes()
    {
        await using var cluster = await StartAsync(2);
        var set = Set();
        set.Spec.UpdateStrategy = new() { Type = "RollingUpdate", RollingUpdate = new() { MaxSurge = 1, MaxUnavailable = 0 } };
        await cluster.CreateAsync(set);
        await RunAsync(cluster);
        await cluster.ChangeAsync<V1DaemonSet>("agent", set => set.Spec.Template.Spec.Containers[0].Image = "next");
        Assert.Equal(3, (await cluster.ListAsync<V1Pod>()).Count);
        Assert.Empty(await GoingAsync(cluster));
        await RunAsync(cluster);
        Assert.Single(await GoingAsync(cluster));
        for (var i = 0; i < 3; i++)
        {
            await cluster.EndPodsAsync();
            await RunAsync(cluster);
        }

        Assert.Equal(["next", "next"], (await cluster.ListAsync<V1Pod>()).Select(pod => pod.Spec.Containers[0].Image));
    }

    [Fact]
    public async Task Update_OnDelete_WaitsForSomebodyToDelete()
    {
        await using var cluster = await StartAsync(1);
        var set = Set();
        set.Spec.UpdateStrategy = new() { Type = "OnDelete" };
        await cluster.CreateAsync(set);
        await RunAsync(cluster);
        await cluster.ChangeAsync<V1DaemonSet>("agent", set => set.Spec.Template.Spec.Containers[0].Image = "next");
        var pod = Assert.Single(await cluster.ListAsync<V1Pod>());
        Assert.Null(pod.Metadata.DeletionTimestamp);
        await cluster.Client.For<V1Pod>().DeleteAsync(new("default", pod.Metadata.Name!), new() { GracePeriodSeconds = 0 }, Cancel);
        await cluster.WhenIdleAsync(Cancel);

        Assert.Equal("next", Assert.Single(await cluster.ListAsync<V1Pod>()).Spec.Containers[0].Image);
    }

    [Fact]
    public async Task Template_IsRolledBack_ItsRevisionIsTheNewestAgain()
    {
        await using var cluster = await StartAsync(1);
        await cluster.CreateAsync(Set());
        var first = Assert.Single(await cluster.ListAsync<V1ControllerRevision>());
        foreach (var image in (string[])["next", "hello"]) await cluster.ChangeAsync<V1DaemonSet>("agent", set => set.Spec.Template.Spec.Containers[0].Image = image);

        Assert.Equal(3, (await cluster.GetAsync<V1ControllerRevision>(first.Metadata.Name!)).Revision);
    }

    [Fact]
    public async Task Pod_FailsAgainAndAgain_IsReplacedEverMoreSlowly()
    {
        await using var cluster = await StartAsync(1);
        await cluster.CreateAsync(Set());
        await RunAsync(cluster);
        var first = Assert.Single(await cluster.ListAsync<V1Pod>());
        await FailAsync(cluster);
        Assert.NotEqual(first.Metadata.Uid, Assert.Single(await cluster.ListAsync<V1Pod>()).Metadata.Uid);
        await FailAsync(cluster);
        Assert.Equal("Failed", Assert.Single(await cluster.ListAsync<V1Pod>()).Status.Phase);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(2), Cancel);
        await cluster.EndPodsAsync();

        Assert.Equal("Pending", Assert.Single(await cluster.ListAsync<V1Pod>()).Status.Phase);
        Assert.Contains($"Found failed daemon pod default/{first.Metadata.Name} on node n1, will try to kill it", await cluster.EventsAsync("FailedDaemonPod"));
    }

    [Fact]
    public async Task Node_HasTwoPods_YoungerGoes()
    {
        await using var cluster = await StartAsync(1);
        await cluster.CreateAsync(Set());
        await RunAsync(cluster);
        var kept = Assert.Single(await cluster.ListAsync<V1Pod>()).Metadata.Name;
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(5), Cancel);
        var second = Workloads.Pod("second", "agent");
        second.Spec.NodeName = "n1";
        await cluster.CreateAsync(second);

        Assert.Equal(["second"], (await cluster.ListAsync<V1Pod>()).Where(pod => pod.Metadata.DeletionTimestamp is not null || pod.Metadata.Name != kept).Select(pod => pod.Metadata.Name).Take(1));
        Assert.Contains("Deleted pod: second", await cluster.EventsAsync("SuccessfulDelete"));
    }

    [Fact]
    public async Task Set_OnHollowNodes_SchedulerPutsItsPodsWhereTheyBelong()
    {
        await using var cluster = await TestCluster.StartAsync(static options => options.Nodes = 3, Cancel);
        await cluster.CreateAsync(Set());
        await cluster.WaitForAsync(async () => (await cluster.GetAsync<V1DaemonSet>("agent")).Status.NumberAvailable == 3, cancellationToken: Cancel);
        Assert.Equal(3, (await cluster.ListAsync<V1Pod>()).Select(pod => pod.Spec.NodeName).Distinct().Count());

        await cluster.ChangeAsync<V1DaemonSet>("agent", set => set.Spec.Template.Spec.Containers[0].Image = "next");
        await cluster.WaitForAsync(
            async () => (await cluster.GetAsync<V1DaemonSet>("agent")).Status is { UpdatedNumberScheduled: 3, NumberAvailable: 3 }, cancellationToken: Cancel);
        await cluster.Client.For<V1DaemonSet>().DeleteAsync(new("default", "agent"), new(), Cancel);
        await cluster.WaitForAsync(async () => (await cluster.ListAsync<V1Pod>()).Count == 0, cancellationToken: Cancel);
    }

    private static async Task<TestCluster> StartAsync(int nodes)
    {
        var cluster = await Workloads.StartAsync();
        for (var i = 2; i <= nodes; i++) await AddNodeAsync(cluster, $"n{i}", static _ => { });
        return cluster;
    }

    private static async Task AddNodeAsync(TestCluster cluster, string name, Action<V1Node> change)
    {
        var node = new V1Node { Metadata = new() { Name = name } };
        change(node);
        await cluster.Client.For<V1Node>().CreateAsync(node, WriteOptions.Default, Cancel);
        await cluster.WhenIdleAsync(Cancel);
    }

    private static V1DaemonSet Set() => new()
    {
        Metadata = new() { Name = "agent", Namespace = "default" },
        Spec = new() { Selector = Workloads.Selector("agent"), Template = Workloads.Template("agent") },
    };

    // The scheduler and the nodes' agents, as far as they matter here.
    private static async Task RunAsync(TestCluster cluster)
    {
        foreach (var pod in (await cluster.ListAsync<V1Pod>()).Where(pod => pod.Status.PodIP is null && pod.Metadata.DeletionTimestamp is null))
        {
            var key = new ObjectKey("default", pod.Metadata.Name!);
            await cluster.Client.For<V1Pod>().CreateAsync(
                key, "binding", new V1Binding { Metadata = new() { Name = key.Name, Namespace = "default" }, Target = new() { Kind = "Node", Name = NodeOf(pod) } }, WriteOptions.Default, Cancel);
            await cluster.SetStatusAsync(key.Name, status =>
            {
                status.Phase = "Running";
                status.PodIP = "10.1.0.1";
                Workloads.SetReady(status, "True", cluster.Time);
            });
        }
    }

    private static async Task FailAsync(TestCluster cluster)
    {
        await RunAsync(cluster);
        await cluster.SetStatusAsync(Assert.Single(await cluster.ListAsync<V1Pod>()).Metadata.Name!, status => status.Phase = "Failed");
        await cluster.EndPodsAsync();
    }

    private static string NodeOf(V1Pod pod) => pod.Spec.Affinity!.NodeAffinity!.RequiredDuringSchedulingIgnoredDuringExecution!.NodeSelectorTerms[0].MatchFields![0].Values![0];

    private static async Task<List<V1Pod>> GoingAsync(TestCluster cluster) =>
        [.. (await cluster.ListAsync<V1Pod>()).Where(static pod => pod.Metadata.DeletionTimestamp is not null)];
}
