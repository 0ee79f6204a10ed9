using System.Diagnostics;
using Kube.Api.Models;
using Kube.Controllers.Hosting;
using Kube.Controllers.ServiceAccounts;
using Kube.Testing.Cluster;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using static Kube.Controllers.Tests.ClusterObjects;

namespace Kube.Controllers.Tests.Hosting;

public sealed class ControllersHostTests
{
    [Fact]
    public async Task Host_ElectsItsLeader_WorksAndLetsGoOfTheLeaseAtItsEnd()
    {
        await using var cluster = await StartElectingAsync();
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
        Assert.NotNull(await cluster.FindAsync<V1ServiceAccount>("default", "default"));
        var lease = (await cluster.FindAsync<V1Lease>("kube-system", "kube-controller-manager"))!;
        Assert.Equal(("one", 15), (lease.Spec!.HolderIdentity, lease.Spec.LeaseDurationSeconds));
        Assert.True(cluster.Services.GetRequiredService<ControllersHealth>().IsLeader);

        var host = cluster.Services.GetServices<IHostedService>().OfType<ControllersHost>().Single();
        var before = cluster.Time.GetUtcNow();
        var watch = Stopwatch.StartNew();
        await cluster.Scheduler.Run("stop", () => host.StoppingAsync(Cancel));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Equal(before, cluster.Time.GetUtcNow());
        Assert.Equal("", (await cluster.FindAsync<V1Lease>("kube-system", "kube-controller-manager"))!.Spec!.HolderIdentity ?? "");
        Assert.False(cluster.Services.GetRequiredService<ControllersHealth>().IsLeader);
    }

    [Fact]
    public async Task Host_AnotherTakesTheLease_StopsAndWorksAgainWhenItIsFree()
    {
        await using var cluster = await StartElectingAsync();
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
        var lease = (await cluster.FindAsync<V1Lease>("kube-system", "kube-controller-manager"))!;
        lease.Spec!.HolderIdentity = "two";
        await cluster.Client.For<V1Lease>().UpdateAsync(lease, Api.Requests.WriteOptions.Default, Cancel);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(3), Cancel);
        Assert.False(cluster.Services.GetRequiredService<ControllersHealth>().IsLeader);
        await cluster.DeleteAsync<V1ServiceAccount>("default", "default");
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
        Assert.Null(await cluster.FindAsync<V1ServiceAccount>("default", "default"));

        // The other one never renews it.
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(25), Cancel);
        Assert.True(cluster.Services.GetRequiredService<ControllersHealth>().IsLeader);
        Assert.NotNull(await cluster.FindAsync<V1ServiceAccount>("default", "default"));
    }

    [Fact]
    public async Task Start_ElectionTimesDoNotFit_SaysAllThatIsWrong()
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(static () => TestCluster.StartAsync(
            static options => options.Controllers = static controllers => controllers.Services.Configure<KubeControllersOptions>(static host =>
            {
                host.LeaderElection.Enabled = true;
                host.LeaderElection.RenewDeadline = TimeSpan.FromMinutes(1);
                host.LeaderElection.RetryPeriod = TimeSpan.Zero;
            }),
            Cancel));

        Assert.Equal(2, failure.Failures.Count());
    }

    private static Task<TestCluster> StartElectingAsync() => StartAsync(static controllers =>
    {
        controllers.Services.Configure<KubeControllersOptions>(static options => (options.LeaderElection.Enabled, options.LeaderElection.Identity) = (true, "one"));
        controllers.AddServiceAccountController();
    });
}
