using System.Collections.Immutable;
using Kube.Scheduling.Framework;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Scheduling.Tests.Loop;

/// <summary>Plugins of one's own, at every moment.</summary>
public sealed class PluginMomentsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OwnFilterAndScore_Decide()
    {
        await using var cluster = await SchedulerCluster.StartAsync(static scheduling => scheduling.AddDefaultProfile().AddPlugin<Opinionated>());
        foreach (var name in (string[])["never", "fair", "best"]) await cluster.AddAsync(Objects.Node(name));
        for (var i = 0; i < 5; i++) await cluster.AddAsync(Objects.Pod($"p{i}"));
        var pods = await cluster.WhenAsync(static pods => pods.All(static pod => pod.Spec!.NodeName is not null));
        Assert.All(pods, static pod => Assert.Equal("best", pod.Spec!.NodeName));
    }

    [Fact]
    public async Task OwnFilter_RejectingAll_GivesItsReason()
    {
        await using var cluster = await SchedulerCluster.StartAsync(static scheduling => scheduling.AddDefaultProfile().AddPlugin<Opinionated>());
        await cluster.AddAsync(Objects.Node("never"));
        await cluster.AddAsync(Objects.Pod("p"));
        var pod = (await cluster.WhenAsync(static pods => pods[0].Status?.Conditions is { Count: > 0 }))[0];
        Assert.StartsWith("0/1 nodes are available: 1 node(s) are not to my liking.", pod.Status!.Conditions![0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PreBindFailing_GivesTheReservationBackAndTriesAgain()
    {
        var flaky = new Flaky();
        await using var cluster = await SchedulerCluster.StartAsync(scheduling =>
        {
            scheduling.Services.AddSingleton<ISchedulingPlugin>(flaky);
            scheduling.AddDefaultProfile();
        });
        await cluster.AddAsync(Objects.Node("a", cpu: "1"));
        await cluster.AddAsync(Objects.Pod("p", "1"));
        await cluster.WhenAsync(static pods => pods[0].Spec!.NodeName == "a");
        Assert.Equal(["reserve", "prebind", "unreserve", "reserve", "prebind", "postbind"], flaky.Moments);
        var failed = Assert.Single(await cluster.EventsAsync("FailedScheduling"));
        Assert.Equal("running PreBind plugin \"Flaky\": not yet", failed.Note);
    }

    [Fact]
    public async Task Permit_Holding_BindsWhenAllowedAndRejectsAfterItsTimeout()
    {
        await using var cluster = await SchedulerCluster.StartAsync(static scheduling => scheduling.AddDefaultProfile().AddPlugin<Gatekeeper>());
        await cluster.AddAsync(Objects.Node("a"));
        await cluster.AddAsync(Objects.Pod("p"));
        var waiting = cluster.Cluster.Services.GetRequiredService<IWaitingPods>();
        await cluster.Cluster.WaitForAsync(() => new(waiting.Waiting.Count == 1), cancellationToken: Cancel);
        Assert.Null((await cluster.PodsAsync())[0].Spec!.NodeName);

        Assert.True(waiting.Allow(waiting.Waiting[0], "Gatekeeper"));
        await cluster.WhenAsync(static pods => pods[0].Spec!.NodeName == "a");

        await cluster.AddAsync(Objects.Pod("q"));
        await cluster.WhenAsync(static pods => pods[1].Status?.Conditions is { Count: > 0 });
        var failed = Assert.Single(await cluster.EventsAsync("FailedScheduling"));
        Assert.Contains("rejected due to timeout after waiting 20s at plugin Gatekeeper", failed.Note, StringComparison.Ordinal);
    }

    internal sealed class Opinionated : IFilterPlugin, IScorePlugin, IRequeueHints
    {
        public string Name => "Opinionated";

        public ImmutableArray<ClusterEvent> WakesOn { get; } = [ClusterEvent.NodeAdded];

        public Verdict Filter(CycleState state, PodInfo pod, NodeView node) =>
            node.Name == "never" ? Verdict.Rejected("node(s) are not to my liking") : Verdict.Feasible;

        public long Score(CycleState state, PodInfo pod, NodeView node) => node.Name == "best" ? 100 : 0;
    }

    internal sealed class Gatekeeper : IPermitPlugin, IRequeueHints
    {
        public string Name => "Gatekeeper";

        public ImmutableArray<ClusterEvent> WakesOn { get; } = [ClusterEvent.NodeAdded];

        public PermitResult Permit(CycleState state, PodInfo pod, string nodeName) => new(Verdict.Wait, TimeSpan.FromSeconds(20));
    }

    private sealed class Flaky : IReservePlugin, IPreBindPlugin, IPostBindPlugin
    {
        public List<string> Moments { get; } = [];

        public string Name => "Flaky";

        public Verdict Reserve(CycleState state, PodInfo pod, string nodeName)
        {
            Moments.Add("reserve");
            return Verdict.Feasible;
        }

        public void Unreserve(CycleState state, PodInfo pod, string nodeName) => Moments.Add("unreserve");

        public ValueTask<Verdict> PreBindAsync(CycleState state, PodInfo pod, string nodeName, CancellationToken cancellationToken)
        {
            Moments.Add("prebind");
            return new(Moments.Count > 3 ? Verdict.Feasible : Verdict.Failed("not yet"));
        }

        public void PostBind(CycleState state, PodInfo pod, string nodeName) => Moments.Add("postbind");
    }
}
