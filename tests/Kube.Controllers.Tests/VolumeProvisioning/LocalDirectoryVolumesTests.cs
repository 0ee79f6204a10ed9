using Kube.Api.Models;
using Kube.Controllers.Tests.Volumes;
using Kube.Controllers.Volumes;
using Kube.Testing.Cluster;
using Microsoft.Extensions.DependencyInjection;
using static Kube.Controllers.Tests.ClusterObjects;

namespace Kube.Controllers.Tests.VolumeProvisioning;

public sealed class LocalDirectoryVolumesTests
{
    [Fact]
    public async Task Claim_NamesNoClass_GetsADirectoryThatGoesWithIt()
    {
        var root = Directory.CreateTempSubdirectory("kube-volumes-");
        try
        {
            await using var cluster = await TestCluster.StartAsync(
                options =>
                {
                    (options.Nodes, options.BuiltInControllers, options.Scheduler) = (0, false, false);
                    options.Controllers = controllers => controllers.AddVolumeControllers().AddLocalDirectoryVolumes(local => local.Directory = root.FullName);
                },
                Cancel);
            var claim = VolumeControllersTests.Claim("data", "1Gi");
            claim.Spec.StorageClassName = null;
            await cluster.AddAsync(claim);
            await cluster.WhenIdleAsync(Cancel);
            claim = await VolumeControllersTests.ClaimAsync(cluster, "data");
            Assert.Equal(("standard", "Bound"), (claim.Spec.StorageClassName, claim.Status!.Phase));
            var path = (await cluster.FindAsync<V1PersistentVolume>("", claim.Spec.VolumeName!))!.Spec.HostPath!.Path;
            Assert.Equal(Path.Combine(root.FullName, claim.Spec.VolumeName!), path);
            await File.WriteAllTextAsync(Path.Combine(path, "file"), "x", Cancel);

            await cluster.DeleteAsync<V1PersistentVolumeClaim>("default", "data");
            await cluster.WhenIdleAsync(Cancel);
            Assert.Null(await cluster.FindAsync<V1PersistentVolume>("", claim.Spec.VolumeName!));
            Assert.False(Directory.Exists(path));
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }
}
