using Kube.Api.Models;
using Kube.Controllers.Hosting;
using Kube.Controllers.PodCollection;
using Kube.Controllers.ServiceAccounts;
using Kube.Testing.Cluster;
using Microsoft.Extensions.DependencyInjection;
using static Kube.Controllers.Tests.ClusterObjects;

namespace Kube.Controllers.Tests.PodCollection;

public sealed class PodCollectorTests
{
    [Fact]
    public async Task Collect_NodeIsGone_ItsPodsFailAndGoAfterTheQuarantine()
    {
        await using var cluster = await StartAsync();
        await cluster.AddAsync(new V1Node { Metadata = new() { Name = "there" } });
        var held = Pod("orphan", node: "gone");
        held.Metadata.Finalizers = ["tests.example/held"];
        await cluster.AddAsync(held);
        await cluster.AddAsync(Pod("fine", node: "there"));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(39), Cancel);
        Assert.Null((await cluster.FindAsync<V1Pod>("default", "orphan"))!.Metadata.DeletionTimestamp);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(30), Cancel);

        var orphan = (await cluster.FindAsync<V1Pod>("default", "orphan"))!;
        Assert.NotNull(orphan.Metadata.DeletionTimestamp);
        Assert.Equal("Failed", orphan.Status!.Phase);
        var condition = Assert.Single(orphan.Status.Conditions!, static one => one.Type == "DisruptionTarget");
        Assert.Equal(("True", "DeletionByPodGC", "PodGC: node no longer exists"), (condition.Status, condition.Reason, condition.Message));
        Assert.Null((await cluster.FindAsync<V1Pod>("default", "fine"))!.Metadata.DeletionTimestamp);
    }

    [Fact]
    public async Task Collect_TooManyHaveEnded_TheOldestGo()
    {
        await using var cluster = await StartAsync(threshold: 2);
        await cluster.AddAsync(new V1Node { Metadata = new() { Name = "there" } });
        foreach (var name in (string[])["a", "b", "c", "d"])
        {
            var pod = await cluster.AddAsync(Pod(name, node: "there"));
            if (name != "d")
            {
                pod.Status = new() { Phase = "Failed", Reason = name == "c" ? "Evicted" : null };
                await cluster.UpdateStatusAsync(pod);
            }

            await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
        }

        await cluster.AdvanceAsync(TimeSpan.FromSeconds(20), Cancel);

        Assert.Equal(["a", "b", "d"], (await cluster.ListAsync<V1Pod>("default")).Select(static pod => pod.Metadata.Name));
    }

    [Fact]
    public async Task Collect_NodeIsOutOfService_TerminatingPodsGo()
    {
        await using var cluster = await StartAsync();
        await cluster.AddAsync(new V1Node
        {
            Metadata = new() { Name = "dead" },
            Spec = new() { Taints = [new() { Key = "node.kubernetes.io/out-of-service", Effect = "NoExecute" }] },
        });
        await cluster.AddAsync(Pod("going", node: "dead"));
        await cluster.AddAsync(Pod("staying", node: "dead"));
        await cluster.DeleteAsync<V1Pod>("default", "going");
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(20), Cancel);

        Assert.Equal(["staying"], (await cluster.ListAsync<V1Pod>("default")).Select(static pod => pod.Metadata.Name));
    }

    private static Task<TestCluster> StartAsync(int threshold = 12_500) => ClusterObjects.StartAsync(controllers =>
    {
        controllers.Services.Configure<KubeControllersOptions>(options => options.TerminatedPodThreshold = threshold);
        controllers.AddServiceAccountController().AddPodCollector();
    });
}
