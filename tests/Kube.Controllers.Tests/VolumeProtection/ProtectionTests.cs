using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Controllers.Tests.Volumes;
using static Kube.Controllers.Tests.ClusterObjects;

namespace Kube.Controllers.Tests.VolumeProtection;

public sealed class ProtectionTests
{
    [Fact]
    public async Task Claim_IsUsedByAPodOnANode_GoesAfterThePod()
    {
        await using var cluster = await VolumeControllersTests.StartVolumesAsync();
        await cluster.AddAsync(new V1ServiceAccount { Metadata = new() { Name = "default", Namespace = "default" } });
        await cluster.AddAsync(new V1Node { Metadata = new() { Name = "n1" } });
        await cluster.AddAsync(VolumeControllersTests.Claim("data", "1Gi"));
        var pod = Pod("user", node: "n1");
        pod.Spec.Volumes = [new() { Name = "data", PersistentVolumeClaim = new() { ClaimName = "data" } }];
        await cluster.AddAsync(pod);
        await cluster.WhenIdleAsync(Cancel);
        await cluster.DeleteAsync<V1PersistentVolumeClaim>("default", "data");
        await cluster.WhenIdleAsync(Cancel);
        Assert.NotNull((await VolumeControllersTests.ClaimAsync(cluster, "data")).Metadata.DeletionTimestamp);
        await cluster.Client.For<V1Pod>().DeleteAsync(new("default", "user"), new() { GracePeriodSeconds = 0 }, Cancel);
        await cluster.WhenIdleAsync(Cancel);

        Assert.Null(await cluster.FindAsync<V1PersistentVolumeClaim>("default", "data"));
    }

    [Fact]
    public async Task Volume_IsBound_GoesAfterItsClaim()
    {
        await using var cluster = await VolumeControllersTests.StartVolumesAsync();
        await cluster.AddAsync(VolumeControllersTests.Volume("v", "1Gi"));
        await cluster.AddAsync(VolumeControllersTests.Claim("data", "1Gi"));
        await cluster.WhenIdleAsync(Cancel);
        await cluster.DeleteAsync<V1PersistentVolume>("", "v");
        await cluster.WhenIdleAsync(Cancel);
        Assert.NotNull(await cluster.FindAsync<V1PersistentVolume>("", "v"));
        await cluster.DeleteAsync<V1PersistentVolumeClaim>("default", "data");
        await cluster.WhenIdleAsync(Cancel);

        Assert.Null(await cluster.FindAsync<V1PersistentVolume>("", "v"));
    }
}
