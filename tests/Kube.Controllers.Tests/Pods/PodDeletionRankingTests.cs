using Kube.Api.Models;
using Kube.Controllers.Pods;

namespace Kube.Controllers.Tests.Pods;

public sealed class PodDeletionRankingTests
{
    private static readonly DateTimeOffset s_now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void First_EveryCriterion_InUpstreamsOrder()
    {
        // From the first to go to the last: each differs from the next in one criterion.
        V1Pod[] ordered =
        [
            Make("unassigned", node: null),
            Make("pending", phase: "Pending"),
            Make("unknown", phase: "Unknown"),
            Make("not-ready", ready: null),
            Make("cheap", cost: "-5"),
            Make("crowded", node: "crowded"),
            Make("young", ready: TimeSpan.FromMinutes(1)),
            Make("restarted", restarts: 3),
            Make("newer", age: TimeSpan.FromHours(2)),
            Make("plain"),
        ];
        var ranking = new PodDeletionRanking(new Dictionary<string, int> { ["crowded"] = 2, ["n"] = 1 }, s_now);

        var ranked = ranking.First(ordered.Reverse(), 9);

        Assert.Equal(ordered.Take(9).Select(pod => pod.Metadata.Name), ranked.Select(pod => pod.Metadata.Name));
    }

    [Theory]
    [InlineData("+5")]
    [InlineData("05")]
    [InlineData("x")]
    public void Compare_MalformedCost_CountsAsNone(string cost)
    {
        var ranking = new PodDeletionRanking(new Dictionary<string, int>(), s_now);

        Assert.True(ranking.Compare(Make("a", cost: cost), Make("b", cost: "1")) < 0);
        Assert.True(ranking.Compare(Make("a", cost: "-1"), Make("b", cost: cost)) < 0);
    }

    [Fact]
    public void Compare_ReadyTimesOfOneMagnitude_UidDecides()
    {
        var ranking = new PodDeletionRanking(new Dictionary<string, int>(), s_now);

        Assert.True(ranking.Compare(Make("a", ready: TimeSpan.FromMinutes(60)), Make("b", ready: TimeSpan.FromMinutes(59))) < 0);
    }

    private static V1Pod Make(
        string name, string? node = "n", string phase = "Running", object? ready = null, string? cost = null, int restarts = 0, TimeSpan? age = null) =>
        Build(name, node, phase, name == "not-ready" ? null : ready as TimeSpan? ?? TimeSpan.FromHours(1), cost, restarts, age ?? TimeSpan.FromHours(100));

    private static V1Pod Build(string name, string? node, string phase, TimeSpan? ready, string? cost, int restarts, TimeSpan age) => new()
    {
        Metadata = new()
        {
            Name = name,
            Uid = name,
            CreationTimestamp = (s_now - age).UtcDateTime,
            Annotations = cost is null ? null : new() { [PodDeletionRanking.CostAnnotation] = cost },
        },
        Spec = new() { NodeName = node },
        Status = new()
        {
            Phase = phase,
            Conditions = ready is { } since ? [new() { Type = "Ready", Status = "True", LastTransitionTime = (s_now - since).UtcDateTime }] : null,
            ContainerStatuses = [new() { Name = "c", RestartCount = restarts }],
        },
    };
}
