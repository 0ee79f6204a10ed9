namespace Kube.EndToEnd.Tests.Workloads;

/// <summary>The node as kubectl sees and keeps it. Tests that close the node to pods have a cluster of their own.</summary>
public sealed class NodeTests(WorkingCluster cluster) : WorkloadTest(cluster)
{
    [Fact]
    public async Task Node_OfTheCluster_IsReadyAndDescribed()
    {
        var node = Assert.Single((await Kubectl("get nodes -o name")).Lines);
        Assert.Matches(@"(?m)^\S+ +Ready +\S+ +\S+ +v1\.36\.\S+ +[0-9.]+ +\S+ +\S.* +\S+ +\S+://\S+$", (await Kubectl("get nodes -o wide")).Ok());
        var described = (await Kubectl($"describe {node}")).Ok();
        foreach (var part in new[] { "kubernetes.io/hostname=", "Capacity:", "Allocatable:", "KubeletReady", "Non-terminated Pods:", "Allocated resources:" })
            Assert.Contains(part, described, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Top_WithoutMetrics_SaysUpstreamsWords() =>
        Assert.Equal("error: Metrics API not available", (await Kubectl("top nodes")).Refused());

    [Fact]
    public async Task Events_OfAPod_AreListed()
    {
        (await Kubectl("run watched --image=hello")).Ok();
        await WaitAsync("pod/watched", "condition=Ready");
        await UntilAsync("get events --field-selector involvedObject.name=watched", "Scheduled", "Created", "Started");
    }
}
