using System.Net;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.NodeAddresses;
using Kube.Testing.Cluster;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using static Kube.Controllers.Tests.ClusterObjects;

namespace Kube.Controllers.Tests.NodeAddresses;

public sealed class NodeAddressReconcilerTests
{
    [Fact]
    public async Task Nodes_Join_EachGetsABlockOfEachFamily()
    {
        await using var cluster = await StartAsync("10.244.0.0/16", "fd00:1::/56");
        await AddNodeAsync(cluster, "a");
        await AddNodeAsync(cluster, "b");

        Assert.Equal(["10.244.0.0/24", "fd00:1::/64"], await RangesAsync(cluster, "a"));
        Assert.Equal(["10.244.1.0/24", "fd00:1:0:1::/64"], await RangesAsync(cluster, "b"));
    }

    [Fact]
    public async Task Node_HasItsBlockAlready_NobodyElseGetsIt()
    {
        await using var cluster = await StartAsync("10.244.0.0/16");
        await AddNodeAsync(cluster, "a", "10.244.0.0/24");
        await AddNodeAsync(cluster, "b");

        Assert.Equal(["10.244.1.0/24"], await RangesAsync(cluster, "b"));
    }

    [Fact]
    public async Task Range_IsFull_EventSaysSoUntilANodeGoes()
    {
        await using var cluster = await StartAsync("10.244.0.0/23");
        await AddNodeAsync(cluster, "a");
        await AddNodeAsync(cluster, "b");
        await AddNodeAsync(cluster, "c");
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(10), Cancel);
        Assert.Empty(await RangesAsync(cluster, "c"));
        Assert.Contains(await cluster.ListAsync<Corev1Event>("default"), static note => note is { Reason: "CIDRNotAvailable", Message: "Node c status is now: CIDRNotAvailable" });

        await cluster.DeleteAsync<V1Node>("", "a");
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(20), Cancel);
        Assert.Equal(["10.244.0.0/24"], await RangesAsync(cluster, "c"));
    }

    [Fact]
    public void Blocks_RangeTouchesSeveral_AllAreTaken()
    {
        var blocks = new AddressBlocks(IPNetwork.Parse("10.0.0.0/22"), 24);
        blocks.Mark(IPNetwork.Parse("10.0.0.0/23"), taken: true);
        blocks.Mark(IPNetwork.Parse("10.0.2.128/25"), taken: true);
        blocks.Mark(IPNetwork.Parse("10.1.0.0/16"), taken: true);

        Assert.Equal("10.0.3.0/24", blocks.Take());
        Assert.Null(blocks.Take());
        blocks.Mark(IPNetwork.Parse("10.0.0.0/8"), taken: false);
        Assert.Equal("10.0.0.0/24", blocks.Take());
    }

    [Theory]
    [InlineData("10.0.0.0/25")]
    [InlineData("10.0.0.0/7")]
    [InlineData("nothing")]
    public async Task Start_RangeIsWrong_Throws(string range) =>
        await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(range));

    private static Task<TestCluster> StartAsync(params string[] ranges) => TestCluster.StartAsync(
        options =>
        {
            (options.Nodes, options.BuiltInControllers, options.Scheduler) = (0, false, false);
            options.Controllers = static controllers => controllers.AddNodeAddressController();
            options.Services = services => services.Configure<NodeAddressOptions>(addresses => addresses.ClusterCidrs = ranges);
        },
        Cancel);

    private static async Task AddNodeAsync(TestCluster cluster, string name, string? range = null)
    {
        await cluster.AddAsync(new V1Node { Metadata = new() { Name = name }, Spec = new() { PodCIDR = range } });
        await cluster.WhenIdleAsync(Cancel);
    }

    private static async Task<List<string>> RangesAsync(TestCluster cluster, string name) => (await cluster.FindAsync<V1Node>("", name))!.Spec?.PodCIDRs ?? [];
}
