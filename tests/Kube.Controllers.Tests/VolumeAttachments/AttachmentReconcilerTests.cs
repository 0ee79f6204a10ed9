using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Controllers.Tests.Volumes;
using Kube.Controllers.VolumeAttachments;
using Kube.Controllers.Volumes;
using Kube.Testing.Cluster;
using static Kube.Controllers.Tests.ClusterObjects;

namespace Kube.Controllers.Tests.VolumeAttachments;

public sealed class AttachmentReconcilerTests
{
    private const string Unique = "kubernetes.io/csi/csi.example.com^h1";

    [Fact]
    public async Task Pod_IsOnANode_ItsVolumeIsAttachedAndLaterDetached()
    {
        await using var cluster = await StartDisksAsync();
        await cluster.AddAsync(User("web", "n1"));
        await cluster.WhenIdleAsync(Cancel);
        var attachment = Assert.Single(await cluster.ListAsync<V1VolumeAttachment>(""));
        Assert.Equal(("csi.example.com", "n1", "disk"), (attachment.Spec.Attacher, attachment.Spec.NodeName, attachment.Spec.Source.PersistentVolumeName));
        Assert.StartsWith("csi-", attachment.Metadata.Name, StringComparison.Ordinal);
        Assert.Equal(68, attachment.Metadata.Name!.Length);

        attachment.Status = new() { Attached = true };
        await cluster.UpdateStatusAsync(attachment);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
        Assert.Equal(Unique, Assert.Single((await cluster.FindAsync<V1Node>("", "n1"))!.Status!.VolumesAttached!).Name);
        Assert.Contains(await cluster.ListAsync<Corev1Event>("default"), static note => note is { Reason: "SuccessfulAttachVolume", Message: "AttachVolume.Attach succeeded for volume \"disk\" " });

        await cluster.Client.For<V1Pod>().DeleteAsync(new("default", "web"), new() { GracePeriodSeconds = 0 }, Cancel);
        await cluster.WhenIdleAsync(Cancel);
        Assert.Empty(await cluster.ListAsync<V1VolumeAttachment>(""));
        Assert.Empty((await cluster.FindAsync<V1Node>("", "n1"))!.Status!.VolumesAttached ?? []);
    }

    [Fact]
    public async Task Volume_IsStillMounted_IsDetachedWhenTheNodeLetsGoOrAfterSixMinutes()
    {
        await using var cluster = await StartDisksAsync();
        await cluster.AddAsync(User("web", "n1"));
        await cluster.WhenIdleAsync(Cancel);
        await cluster.ChangeNodeAsync("n1", static node => (node.Status ??= new()).VolumesInUse = [Unique], "status");
        await cluster.Client.For<V1Pod>().DeleteAsync(new("default", "web"), new() { GracePeriodSeconds = 0 }, Cancel);
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(5), Cancel);
        Assert.Single(await cluster.ListAsync<V1VolumeAttachment>(""));
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(2), Cancel);

        Assert.Empty(await cluster.ListAsync<V1VolumeAttachment>(""));
    }

    [Fact]
    public async Task Volume_IsAttachedElsewhere_PodIsTold()
    {
        await using var cluster = await StartDisksAsync();
        await cluster.AddAsync(new V1Node { Metadata = Managed("n2") });
        await cluster.AddAsync(User("first", "n1"));
        await cluster.WhenIdleAsync(Cancel);
        await cluster.AddAsync(User("second", "n2"));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
        Assert.Contains(
            await cluster.ListAsync<Corev1Event>("default"),
            static note => note is { Reason: "FailedAttachVolume", InvolvedObject.Name: "second", Message: "Multi-Attach error for volume \"disk\" Volume is already exclusively attached to one node and can't be attached to another" });
        await cluster.Client.For<V1Pod>().DeleteAsync(new("default", "first"), new() { GracePeriodSeconds = 0 }, Cancel);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(10), Cancel);

        Assert.Equal("n2", Assert.Single(await cluster.ListAsync<V1VolumeAttachment>("")).Spec.NodeName);
    }

    [Fact]
    public async Task Driver_NeedsNoAttaching_NothingIsAttached()
    {
        await using var cluster = await StartDisksAsync();
        await cluster.AddAsync(new V1CSIDriver { Metadata = new() { Name = "csi.example.com" }, Spec = new() { AttachRequired = false } });
        await cluster.WhenIdleAsync(Cancel);
        await cluster.AddAsync(User("web", "n1"));
        await cluster.WhenIdleAsync(Cancel);

        Assert.Empty(await cluster.ListAsync<V1VolumeAttachment>(""));
    }

    private static async Task<TestCluster> StartDisksAsync()
    {
        var cluster = await StartAsync(static controllers => controllers.AddVolumeControllers().AddAttachmentController());
        await cluster.AddAsync(new V1ServiceAccount { Metadata = new() { Name = "default", Namespace = "default" } });
        await cluster.AddAsync(new V1Node { Metadata = Managed("n1") });
        var volume = VolumeControllersTests.Volume("disk", "1Gi");
        (volume.Spec.HostPath, volume.Spec.Csi) = (null, new() { Driver = "csi.example.com", VolumeHandle = "h1" });
        await cluster.AddAsync(volume);
        await cluster.AddAsync(VolumeControllersTests.Claim("data", "1Gi"));
        await cluster.WhenIdleAsync(Cancel);
        return cluster;
    }

    private static V1ObjectMeta Managed(string name) => new() { Name = name, Annotations = new() { ["volumes.kubernetes.io/controller-managed-attach-detach"] = "true" } };

    private static V1Pod User(string name, string node)
    {
        var pod = Pod(name, node: node);
        pod.Spec.Volumes = [new() { Name = "data", PersistentVolumeClaim = new() { ClaimName = "data" } }];
        return pod;
    }
}
