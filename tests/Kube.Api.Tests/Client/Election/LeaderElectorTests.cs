using Kube.Api.Client;
using Kube.Api.Client.Events;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Client.Election;
using Kube.Testing.Cluster;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube.Api.Tests.Client.Election;

public sealed class LeaderElectorTests
{
    private static readonly ObjectKey s_lease = new("kube-system", "kube-controller-manager");

    private readonly List<string> _said = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Acquire_NobodyHoldsTheLease_TakesIt()
    {
        await using var cluster = await StartAsync();
        await cluster.Scheduler.Run("first", () => Elector(cluster, "first").AcquireAsync(Cancel));

        var lease = await cluster.Client.For<V1Lease>().GetAsync(s_lease, Cancel);
        Assert.Equal(("first", 15, 0), (lease.Spec!.HolderIdentity, lease.Spec.LeaseDurationSeconds, lease.Spec.LeaseTransitions));
        Assert.Equal(["Lease LeaderElection first became leader"], _said);
    }

    [Fact]
    public async Task Acquire_HolderDiesAndComesBackUnderItsName_LeadsAtOnce()
    {
        await using var cluster = await StartAsync();
        await cluster.Scheduler.Run("first", () => Elector(cluster, "first").AcquireAsync(Cancel));

        var again = cluster.Scheduler.Run("again", () => Elector(cluster, "first").AcquireAsync(Cancel));
        await cluster.AdvanceAsync(TimeSpan.FromMilliseconds(1), Cancel);

        Assert.True(again.IsCompletedSuccessfully);
        var lease = await cluster.Client.For<V1Lease>().GetAsync(s_lease, Cancel);
        Assert.Equal(("first", 0), (lease.Spec!.HolderIdentity, lease.Spec.LeaseTransitions));
    }

    [Fact]
    public async Task Acquire_NamespaceComesAMomentLater_LeadsAMomentAfterIt()
    {
        await using var cluster = await StartAsync();
        var options = new LeaderElectionOptions { LeaseNamespace = "later" };
        var acquiring = cluster.Scheduler.Run("first", () => Elector(cluster, "first", options).AcquireAsync(Cancel));
        await cluster.AdvanceAsync(TimeSpan.FromMilliseconds(200), Cancel);
        Assert.False(acquiring.IsCompleted);
        await cluster.Client.For<V1Namespace>().CreateAsync(new() { Metadata = new() { Name = "later" } }, WriteOptions.Default, Cancel);
        await cluster.AdvanceAsync(TimeSpan.FromMilliseconds(800), Cancel);

        Assert.True(acquiring.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Acquire_HolderDies_TakesOverAfterTheLeaseDuration()
    {
        await using var cluster = await StartAsync();
        await cluster.Scheduler.Run("first", () => Elector(cluster, "first").AcquireAsync(Cancel));
        var second = cluster.Scheduler.Run("second", () => Elector(cluster, "second").AcquireAsync(Cancel));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(14), Cancel);
        Assert.False(second.IsCompleted);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(6), Cancel);

        Assert.True(second.IsCompletedSuccessfully);
        var lease = await cluster.Client.For<V1Lease>().GetAsync(s_lease, Cancel);
        Assert.Equal(("second", 1), (lease.Spec!.HolderIdentity, lease.Spec.LeaseTransitions));
    }

    [Fact]
    public async Task Release_LeaderStops_AnotherLeadsAtItsNextTry()
    {
        await using var cluster = await StartAsync();
        var first = Elector(cluster, "first");
        await cluster.Scheduler.Run("first", () => first.AcquireAsync(Cancel));
        var second = cluster.Scheduler.Run("second", () => Elector(cluster, "second").AcquireAsync(Cancel));
        await cluster.WhenIdleAsync(Cancel);
        await cluster.Scheduler.Run("release", () => first.ReleaseAsync(Cancel));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(5), Cancel);

        Assert.True(second.IsCompletedSuccessfully);
        Assert.False(first.IsLeader);
    }

    [Fact]
    public async Task Renew_AnotherTookTheLease_Ends()
    {
        await using var cluster = await StartAsync();
        var first = Elector(cluster, "first");
        await cluster.Scheduler.Run("first", () => first.AcquireAsync(Cancel));
        var renewing = cluster.Scheduler.Run("renew", () => first.RenewAsync(Cancel));
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(1), Cancel);
        Assert.False(renewing.IsCompleted);
        var lease = await cluster.Client.For<V1Lease>().GetAsync(s_lease, Cancel);
        lease.Spec!.HolderIdentity = "thief";
        lease.Spec.LeaseDurationSeconds = 3600;
        await cluster.Client.For<V1Lease>().UpdateAsync(lease, WriteOptions.Default, Cancel);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(2), Cancel);

        Assert.True(renewing.IsCompletedSuccessfully);
        Assert.Contains("Lease LeaderElection first stopped leading", _said);
    }

    private static Task<TestCluster> StartAsync() =>
        TestCluster.StartAsync(static options => (options.Nodes, options.BuiltInControllers, options.Scheduler) = (0, false, false), Cancel);

    private LeaderElector Elector(TestCluster cluster, string identity, LeaderElectionOptions? options = null) =>
        new(cluster.Client, options ?? new(), identity, new Recorder(_said), cluster.Time, static () => 0.5, NullLogger.Instance);

    private sealed class Recorder(List<string> said) : IEventRecorder
    {
        public void Record(EventNote note) => said.Add($"{note.Regarding.Kind} {note.Reason} {note.Message}");
    }
}
