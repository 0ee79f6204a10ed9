using Kube.Api.Models;
using Kube.Node.Tests.Agent;

namespace Kube.Node.Tests.StaticPods;

public sealed class StaticPodTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kube-static-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Files_AreRunAndMirrored()
    {
        Write("one");
        File.WriteAllText(Path.Combine(_directory, "broken.yaml"), "{metadata: [");
        await using var node = await StartAsync();

        var pod = await node.WaitForPhaseAsync("web-node-1", "Running", TimeSpan.FromMinutes(1));

        Assert.Equal(("Node", "node-1"), (pod.Metadata.OwnerReferences!.Single().Kind, pod.Metadata.OwnerReferences!.Single().Name));
        Assert.Equal(pod.Metadata.Annotations!["kubernetes.io/config.hash"], pod.Metadata.Annotations["kubernetes.io/config.mirror"]);
        Assert.Contains(pod.Spec.Tolerations!, toleration => toleration is { Operator: "Exists", Effect: "NoExecute" });
        Assert.Single(node.Doors.SandboxesRun);
        Assert.Equal(pod.Metadata.Annotations["kubernetes.io/config.hash"], node.Doors.SandboxesRun.Single().Metadata.Uid);
    }

    [Fact]
    public async Task Mirror_Deleted_ComesBackAndThePodRunsOn()
    {
        Write("one");
        await using var node = await StartAsync();
        var before = await node.WaitForPhaseAsync("web-node-1", "Running", TimeSpan.FromMinutes(1));

        await node.DeleteAsync("web-node-1", grace: 0);
        await node.Cluster.AdvanceAsync(TimeSpan.FromSeconds(25), Cancel);
        var after = await node.WaitAsync("web-node-1", pod => pod.Metadata.Uid != before.Metadata.Uid && pod.Status.Phase == "Running", TimeSpan.FromMinutes(1));

        Assert.Equal(before.Status.ContainerStatuses![0].ContainerID, after.Status.ContainerStatuses![0].ContainerID);
    }

    [Fact]
    public async Task File_ChangedThenRemoved_ThePodFollows()
    {
        Write("one");
        await using var node = await StartAsync();
        await node.WaitForPhaseAsync("web-node-1", "Running", TimeSpan.FromMinutes(1));

        Write("two");
        var pod = await node.WaitAsync("web-node-1", p => p.Spec.Containers[0].Image == "two" && p.Status.Phase == "Running", TimeSpan.FromMinutes(3));
        Assert.Equal(2, node.Doors.SandboxesRun.Count);
        Assert.NotNull(pod.Status.PodIP);
        File.Delete(Path.Combine(_directory, "web.yaml"));
        await node.WaitGoneAsync("web-node-1", TimeSpan.FromMinutes(3));
        await node.Cluster.AdvanceAsync(TimeSpan.FromMinutes(1), Cancel);

        Assert.Empty(await node.Cluster.Scheduler.RunAsync(() => node.Runtime.Sandboxes.ListAsync(Kube.Node.Runtime.SandboxFilter.All, Cancel).AsTask()));
    }

    [Fact]
    public async Task Agent_Restarts_TakesItsStaticPodsOver()
    {
        Write("one");
        await using var node = await StartAsync();
        await node.WaitForPhaseAsync("web-node-1", "Running", TimeSpan.FromMinutes(1));

        await node.RestartAgentAsync();
        await node.Cluster.AdvanceAsync(TimeSpan.FromSeconds(30), Cancel);

        Assert.Equal("Running", (await node.GetAsync("web-node-1")).Status.Phase);
        Assert.Single(node.Doors.SandboxesRun);
    }

    private Task<HollowNode> StartAsync() => HollowNode.StartAsync(node: options => options.PodManifestPath = _directory);

    private void Write(string image) => File.WriteAllText(
        Path.Combine(_directory, "web.yaml"), "{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {terminationGracePeriodSeconds: 1, containers: [{name: main, image: " + image + "}]}}");
}
