using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Node.Tests.Agent;

namespace Kube.Node.Tests.Volumes;

/// <summary>Claims of pods, as a node with a node's rights sees them.</summary>
public sealed class ClaimedVolumesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("hostPath: {path: /data}", "/data")]
    [InlineData("local: {path: /mnt/disk}", "/mnt/disk")]
    public async Task Claim_Bound_IsMounted(string source, string path)
    {
        await using var node = await HollowNode.StartAsync();
        await BindAsync(node, source, HollowNode.Name);
        await node.CreateAsync(Pod("volumeMounts: [{name: v, mountPath: /in}]"));
        await node.WaitForPhaseAsync("web", "Running");

        Assert.Equal(path, node.Doors.Created.Last().Config.Mounts.Single(mount => mount.ContainerPath == "/in").HostPath);
    }

    [Fact]
    public async Task Claim_OfABlockVolume_IsADevice()
    {
        await using var node = await HollowNode.StartAsync();
        await BindAsync(node, "local: {path: /dev/null}\n  volumeMode: Block", HollowNode.Name);
        await node.CreateAsync(Pod("volumeDevices: [{name: v, devicePath: /dev/xvda}]"));
        await node.WaitForPhaseAsync("web", "Running");

        var device = node.Doors.Created.Last().Config.Devices.Single();
        Assert.Equal(("/dev/null", "/dev/xvda", "mrw"), (device.HostPath, device.ContainerPath, device.Permissions));
    }

    [Theory]
    [InlineData(false, HollowNode.Name, "error processing PVC default/claim: PVC is not bound")]
    [InlineData(true, "another", "storage node affinity check failed: no matching NodeSelectorTerms")]
    public async Task Claim_ThatCannotBeHad_IsToldAndTriedAgain(bool bound, string nodeName, string message)
    {
        await using var node = await HollowNode.StartAsync();
        await BindAsync(node, "local: {path: /mnt/disk}", nodeName, bound);
        await node.CreateAsync(Pod("volumeMounts: [{name: v, mountPath: /in}]"));
        await node.Cluster.AdvanceAsync(TimeSpan.FromSeconds(3), Cancel);

        Assert.Contains($"FailedMount: MountVolume.SetUp failed for volume \"v\" : {message}", await node.EventsAsync("web"));
        Assert.Equal("Pending", (await node.GetAsync("web")).Status.Phase);
    }

    [Fact]
    public async Task Image_AsAVolume_IsPulledAndMountedByTheRuntime()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync("{metadata: {name: web}, spec: {volumes: [{name: v, image: {reference: r.io/files}}], containers: [{name: main, image: x, volumeMounts: [{name: v, mountPath: /in}]}]}}");
        await node.WaitForPhaseAsync("web", "Running");

        var mount = node.Doors.Created.Last().Config.Mounts.Single(one => one.ContainerPath == "/in");
        Assert.Equal((true, true), (mount.ReadOnly, mount.Image.StartsWith("sha256:", StringComparison.Ordinal)));
        Assert.Contains("r.io/files", node.Doors.Pulls.Select(pull => pull.Image));
    }

    private static string Pod(string uses) =>
        "{metadata: {name: web}, spec: {volumes: [{name: v, persistentVolumeClaim: {claimName: claim}}], containers: [{name: main, image: x, " + uses + "}]}}";

    private static Task BindAsync(HollowNode node, string source, string nodeName, bool bound = true) => node.Cluster.Scheduler.Run("bind", async () =>
    {
        var claims = node.Client.For<V1PersistentVolumeClaim>();
        var claim = await claims.CreateAsync(
            new()
            {
                Metadata = new() { Name = "claim", Namespace = "default" },
                Spec = new() { AccessModes = ["ReadWriteOnce"], Resources = new() { Requests = new() { ["storage"] = "1Gi" } }, VolumeName = "volume", StorageClassName = "", VolumeMode = source.Contains("Block", StringComparison.Ordinal) ? "Block" : null },
            },
            WriteOptions.Default, Cancel);
        var yaml = "metadata: {name: volume}\nspec:\n  " + source + "\n  capacity: {storage: 1Gi}\n  accessModes: [ReadWriteOnce]\n  claimRef: {name: claim, namespace: default, uid: " + claim.Metadata.Uid
            + "}\n  nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [" + nodeName + "]}]}]}}\n";
        var volume = (V1PersistentVolume)KubernetesTypes.Codec<V1PersistentVolume>().Decode(Kube.Api.Yaml.KubeYaml.ToJson(System.Text.Encoding.UTF8.GetBytes(yaml)), null);
        await node.Client.For<V1PersistentVolume>().CreateAsync(volume, WriteOptions.Default, Cancel);
        if (!bound) return;
        claim.Status = new() { Phase = "Bound" };
        await claims.UpdateAsync(new("default", "claim"), "status", claim, WriteOptions.Default, Cancel);
    });
}
