using Kube.Api.Models;
using Kube.Controllers.VolumeProvisioning;
using Kube.Testing.Cluster;
using Microsoft.Extensions.DependencyInjection;
using static Kube.Controllers.Tests.ClusterObjects;
using static Kube.Controllers.Tests.Volumes.VolumeControllersTests;

namespace Kube.Controllers.Tests.Volumes;

/// <summary>Scheduler and controllers together, on simulated nodes.</summary>
public sealed class ScheduledVolumesTests
{
    [Fact]
    public async Task Claim_IsNotBoundYet_PodWaitsForIt()
    {
        await using var cluster = await StartAsync();
        await cluster.AddAsync(User("web", "data"));
        Assert.Equal("0/2 nodes are available: persistentvolumeclaim \"data\" not found. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.", await WhyAsync(cluster, "web"));
        await cluster.AddAsync(Claim("data", "1Gi"));
        Assert.StartsWith("0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims.", await WhyAsync(cluster, "web"), StringComparison.Ordinal);
        await cluster.AddAsync(Volume("disk", "1Gi"));

        Assert.StartsWith("node-", await NodeOfAsync(cluster, "web"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Volume_IsReachableFromOneNodeOnly_PodGoesThere()
    {
        await using var cluster = await StartAsync();
        await cluster.AddAsync(OnNode(Volume("disk", "1Gi"), "node-1"));
        await cluster.AddAsync(Claim("data", "1Gi"));
        await cluster.AddAsync(User("web", "data"));
        Assert.Equal("node-1", await NodeOfAsync(cluster, "web"));

        await cluster.AddAsync(OnNode(Volume("far", "1Gi"), "elsewhere"));
        await cluster.AddAsync(Claim("lost", "1Gi"));
        await cluster.AddAsync(User("stuck", "lost"));
        Assert.StartsWith("0/2 nodes are available: 2 node(s) didn't match PersistentVolume's node affinity.", await WhyAsync(cluster, "stuck"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Claims_WaitForTheFirstConsumer_GetVolumesOfItsNode()
    {
        await using var cluster = await StartAsync();
        await cluster.AddAsync(new V1StorageClass { Metadata = new() { Name = "local" }, Provisioner = "kubernetes.io/no-provisioner", VolumeBindingMode = "WaitForFirstConsumer" });
        foreach (var (name, node) in new[] { ("a", "node-0"), ("b", "node-1"), ("c", "node-1") })
        {
            var volume = OnNode(Volume(name, "1Gi"), node);
            volume.Spec.StorageClassName = "local";
            await cluster.AddAsync(volume);
        }

        await cluster.AddAsync(Claim("one", "1Gi", "local"));
        await cluster.AddAsync(Claim("two", "1Gi", "local"));
        await cluster.AddAsync(User("pair", "one", "two"));

        Assert.Equal("node-1", await NodeOfAsync(cluster, "pair"));
        Assert.Equal(["b", "c"], (await cluster.ListAsync<V1PersistentVolumeClaim>("default")).Select(static claim => claim.Spec.VolumeName).Order());
        await cluster.AddAsync(Claim("three", "2Gi", "local"));
        await cluster.AddAsync(User("large", "three"));
        Assert.StartsWith("0/2 nodes are available: 2 node(s) didn't find available persistent volumes to bind.", await WhyAsync(cluster, "large"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Class_WaitsForTheFirstConsumer_VolumeIsMadeForItsNode()
    {
        var maker = new Maker();
        await using var cluster = await StartAsync(maker);
        await cluster.AddAsync(new V1StorageClass { Metadata = new() { Name = "late" }, Provisioner = maker.Name, VolumeBindingMode = "WaitForFirstConsumer" });
        await cluster.AddAsync(Claim("data", "1Gi", "late"));
        await cluster.AddAsync(User("web", "data"));

        Assert.Equal(await NodeOfAsync(cluster, "web"), maker.Node);
    }

    [Fact]
    public async Task Volume_IsLabelledWithAZone_PodGoesThere()
    {
        await using var cluster = await StartAsync();
        await cluster.ChangeNodeAsync("node-0", static node => node.Metadata.Labels!["topology.kubernetes.io/zone"] = "a");
        await cluster.ChangeNodeAsync("node-1", static node => node.Metadata.Labels!["topology.kubernetes.io/zone"] = "b");
        var volume = Volume("disk", "1Gi");
        volume.Metadata.Labels = new() { ["topology.kubernetes.io/zone"] = "b__c" };
        await cluster.AddAsync(volume);
        await cluster.AddAsync(Claim("data", "1Gi"));
        await cluster.AddAsync(User("web", "data"));

        Assert.Equal("node-1", await NodeOfAsync(cluster, "web"));
    }

    [Fact]
    public async Task Claim_IsForOnePodAlone_SecondWaitsUntilTheFirstIsGone()
    {
        await using var cluster = await StartAsync();
        var volume = Volume("disk", "1Gi");
        volume.Spec.AccessModes = ["ReadWriteOncePod"];
        await cluster.AddAsync(volume);
        var claim = Claim("data", "1Gi");
        claim.Spec.AccessModes = ["ReadWriteOncePod"];
        await cluster.AddAsync(claim);
        await cluster.AddAsync(User("first", "data"));
        await NodeOfAsync(cluster, "first");
        await cluster.AddAsync(User("second", "data"));
        Assert.StartsWith(
            "0/2 nodes are available: 2 node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode.", await WhyAsync(cluster, "second"), StringComparison.Ordinal);
        await cluster.DeleteAsync<V1Pod>("default", "first");

        Assert.StartsWith("node-", await NodeOfAsync(cluster, "second"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_CanAttachNoMore_PodGoesToAnother()
    {
        await using var cluster = await StartAsync();
        foreach (var name in new[] { "node-0", "node-1" })
        {
            await cluster.AddAsync(new V1CSINode
            {
                Metadata = new() { Name = name },
                Spec = new() { Drivers = [new() { Name = "csi.example.com", NodeID = name, Allocatable = new() { Count = 1 } }] },
            });
        }

        for (var i = 0; i < 3; i++)
        {
            var volume = Volume($"v{i}", "1Gi");
            (volume.Spec.HostPath, volume.Spec.Csi) = (null, new() { Driver = "csi.example.com", VolumeHandle = $"h{i}" });
            await cluster.AddAsync(volume);
            await cluster.AddAsync(Claim($"c{i}", "1Gi"));
            await cluster.AddAsync(User($"p{i}", $"c{i}"));
        }

        await cluster.AdvanceAsync(TimeSpan.FromMinutes(1), Cancel);
        var pods = await cluster.ListAsync<V1Pod>("default");
        Assert.Equal(["node-0", "node-1"], pods.Where(static pod => pod.Spec.NodeName is not null).Select(static pod => pod.Spec.NodeName).Order());
        var waiting = pods.Single(static pod => pod.Spec.NodeName is null);
        Assert.StartsWith("0/2 nodes are available: 2 node(s) exceed max volume count.", waiting.Status.Conditions!.Single(static one => one.Type == "PodScheduled").Message, StringComparison.Ordinal);
    }

    private static Task<TestCluster> StartAsync(IVolumeProvisioner? provisioner = null) => TestCluster.StartAsync(
        options =>
        {
            options.Nodes = 2;
            if (provisioner is not null) options.Services = services => services.AddSingleton(provisioner);
        },
        Cancel);

    private static V1Pod User(string name, params string[] claims)
    {
        var pod = Pod(name);
        pod.Spec.Volumes = [.. claims.Select(static claim => new V1Volume { Name = claim, PersistentVolumeClaim = new() { ClaimName = claim } })];
        return pod;
    }

    private static V1PersistentVolume OnNode(V1PersistentVolume volume, string node)
    {
        volume.Spec.NodeAffinity = new()
        {
            Required = new() { NodeSelectorTerms = [new() { MatchExpressions = [new() { Key = "kubernetes.io/hostname", Operator = "In", Values = [node] }] }] },
        };
        return volume;
    }

    private static async Task<string> NodeOfAsync(TestCluster cluster, string name)
    {
        await cluster.WaitForAsync(async () => (await cluster.FindAsync<V1Pod>("default", name))!.Spec.NodeName is not null, cancellationToken: Cancel);
        return (await cluster.FindAsync<V1Pod>("default", name))!.Spec.NodeName!;
    }

    private static async Task<string> WhyAsync(TestCluster cluster, string name)
    {
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(30), Cancel);
        return (await cluster.FindAsync<V1Pod>("default", name))!.Status.Conditions!.Single(static one => one.Type == "PodScheduled").Message!;
    }

    private sealed class Maker : IVolumeProvisioner
    {
        public string Name => "example.com/disks";

        public string? Node { get; private set; }

        public ValueTask<V1PersistentVolume> ProvisionAsync(ProvisionRequest request, CancellationToken cancellationToken)
        {
            Node = request.Node?.Metadata.Name;
            return new(OnNode(new() { Spec = new() { HostPath = new() { Path = $"/disks/{request.VolumeName}" } } }, Node!));
        }

        public ValueTask DeleteAsync(V1PersistentVolume volume, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
