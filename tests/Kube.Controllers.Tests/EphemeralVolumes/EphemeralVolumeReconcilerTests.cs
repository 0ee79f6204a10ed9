using Kube.Api.Models;
using Kube.Controllers.Tests.Volumes;
using static Kube.Controllers.Tests.ClusterObjects;

namespace Kube.Controllers.Tests.EphemeralVolumes;

public sealed class EphemeralVolumeReconcilerTests
{
    [Fact]
    public async Task Pod_HasAnEphemeralVolume_GetsAClaimOfItsOwn()
    {
        await using var cluster = await VolumeControllersTests.StartVolumesAsync();
        await cluster.AddAsync(new V1ServiceAccount { Metadata = new() { Name = "default", Namespace = "default" } });
        var pod = await cluster.AddAsync(WithScratch("user"));
        await cluster.WhenIdleAsync(Cancel);

        var claim = await VolumeControllersTests.ClaimAsync(cluster, "user-scratch");
        Assert.Equal((pod.Metadata.Uid, "Pod", true), (claim.Metadata.OwnerReferences![0].Uid, claim.Metadata.OwnerReferences[0].Kind, claim.Metadata.OwnerReferences[0].Controller));
        Assert.Equal("x", claim.Metadata.Labels!["of"]);
    }

    [Fact]
    public async Task Claim_OfItsNameIsAnothers_EventSaysSo()
    {
        await using var cluster = await VolumeControllersTests.StartVolumesAsync();
        await cluster.AddAsync(new V1ServiceAccount { Metadata = new() { Name = "default", Namespace = "default" } });
        await cluster.AddAsync(VolumeControllersTests.Claim("user-scratch", "1Gi"));
        await cluster.AddAsync(WithScratch("user"));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);

        Assert.Contains(
            await cluster.ListAsync<Corev1Event>("default"),
            static note => note is { Reason: "FailedBinding", Message: "ephemeral volume scratch: PVC default/user-scratch was not created for pod default/user (pod is not owner)" });
    }

    private static V1Pod WithScratch(string name)
    {
        var pod = Pod(name);
        pod.Spec.Volumes =
        [
            new()
            {
                Name = "scratch",
                Ephemeral = new()
                {
                    VolumeClaimTemplate = new()
                    {
                        Metadata = new() { Labels = new() { ["of"] = "x" } },
                        Spec = new() { AccessModes = ["ReadWriteOnce"], StorageClassName = "", Resources = new() { Requests = new() { ["storage"] = "1Gi" } } },
                    },
                },
            },
        ];
        return pod;
    }
}
