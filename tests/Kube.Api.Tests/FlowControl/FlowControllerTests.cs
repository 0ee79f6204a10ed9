using Kube.Api.FlowControl;
using Kube.Api.Kubernetes.Bootstrap.Policy;
using Kube.Tests.Shared;

namespace Kube.Api.Tests.FlowControl;

public sealed class FlowControllerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task QuietFlow_BesideAFlood_IsNext()
    {
        var flows = new Flows(2, Flows.Level("work", 1), Flows.NoCatchAll);
        for (var i = 0; i < 40; i++) flows.Send($"/flood/{i}", Flows.User("flood", "work"));
        flows.Send("/quiet", Flows.User("quiet", "work"));
        Assert.Equal(["/flood/0", "/flood/1"], flows.Executing("work"));

        // Before it come at most those who stand first in the queues of the flood's hand.
        var turns = 0;
        for (; !flows.Executing("work").Contains("/quiet"); turns++)
        {
            flows.Time.Advance(TimeSpan.FromMilliseconds(100));
            await flows.FinishAsync(flows.Executing("work")[0]);
        }

        Assert.InRange(turns, 1, 8);
        Assert.True(flows.Waiting("work").Length >= 30);
    }

    [Fact]
    public async Task TwoFloods_OfEqualRequests_ShareTheSeats()
    {
        var flows = new Flows(2, Flows.Level("work", 1), Flows.NoCatchAll);
        for (var i = 0; i < 40; i++) flows.Send($"/a/{i}", Flows.User("a", "work"));
        for (var i = 0; i < 40; i++) flows.Send($"/b/{i}", Flows.User("b", "work"));
        var served = await ServeAsync(flows, "work", 40);
        Assert.InRange(served.Count(static path => path.StartsWith("/a/", StringComparison.Ordinal)), 18, 22);
    }

    [Fact]
    public async Task TwoFloods_OneOfWideRequests_ShareTheSeatsAndNotTheTurns()
    {
        var flows = new Flows(4, Flows.Level("work", 1), Flows.NoCatchAll);
        for (var i = 0; i < 45; i++) flows.Send($"/wide/{i}", Flows.User("wide", "work"), new WorkEstimate(3));
        for (var i = 0; i < 45; i++) flows.Send($"/slim/{i}", Flows.User("slim", "work"));
        var served = await ServeAsync(flows, "work", 40);
        var wide = served.Count(static path => path.StartsWith("/wide/", StringComparison.Ordinal));
        Assert.InRange(wide, 8, 13);
    }

    [Fact]
    public async Task Queue_ThatIsFull_Refuses()
    {
        var flows = new Flows(1, Flows.Level("work", 1, queues: 1, hand: 1, length: 2), Flows.NoCatchAll);
        for (var i = 0; i < 4; i++) flows.Send($"/{i}", Flows.User("a", "work"));
        var refused = await flows.Outcome("/3");
        Assert.Equal("queue-full", refused.Refusal);
        Assert.Equal(1, refused.RetryAfterSeconds);
        Assert.Equal(["/1", "/2"], flows.Waiting("work"));

        // A refusal holds nothing, and a seat that is free again serves who waits.
        refused.Release();
        await flows.FinishAsync("/0");
        Assert.Equal(["/1"], flows.Executing("work"));
    }

    [Fact]
    public async Task LevelThatRejects_WithoutSeats_Refuses()
    {
        var flows = new Flows(1, Flows.Level("work", 1, queues: 0), Flows.NoCatchAll);
        flows.Send("/0", Flows.User("a", "work"));
        flows.Send("/1", Flows.User("a", "work"));
        Assert.Equal("concurrency-limit", (await flows.Outcome("/1")).Refusal);
    }

    [Fact]
    public async Task WaitForLongerThanTheLimit_IsRefusedAndItsPlaceIsFree()
    {
        var flows = new Flows(1, Flows.Level("work", 1), Flows.NoCatchAll);
        flows.Send("/0", Flows.User("a", "work"));
        flows.Send("/1", Flows.User("a", "work"));
        flows.Time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal("time-out", (await flows.Outcome("/1")).Refusal);
        Assert.Empty(flows.Waiting("work"));
        Assert.Equal(1, flows.StateOf("work").TimedOut);
    }

    [Fact]
    public async Task WaitOfAClientThatGoesAway_Ends()
    {
        var flows = new Flows(1, Flows.Level("work", 1), Flows.NoCatchAll);
        using var client = new CancellationTokenSource();
        flows.Send("/0", Flows.User("a", "work"));
        flows.Send("/1", Flows.User("a", "work"), cancellationToken: client.Token);
        await client.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flows.Outcome("/1"));
        Assert.Empty(flows.Waiting("work"));
        await flows.FinishAsync("/0");
        Assert.Equal(0, flows.StateOf("work").SeatsInUse);
        Assert.Equal(0, flows.StateOf("work").ActiveQueues);
    }

    [Fact]
    public void ExemptLevel_WithoutSeats_ServesAll()
    {
        var flows = new Flows(1, Flows.Level("work", 1));
        for (var i = 0; i < 100; i++) flows.Send($"/{i}", Flows.User("root", "system:masters"));
        Assert.Equal(100, flows.Executing("exempt").Length);
        Assert.Empty(flows.Waiting("exempt"));
    }

    [Fact]
    public async Task RequestWiderThanTheLevel_RunsAlone()
    {
        var flows = new Flows(2, Flows.Level("work", 1), Flows.NoCatchAll);
        flows.Send("/slim", Flows.User("a", "work"));
        flows.Send("/wide", Flows.User("b", "work"), new WorkEstimate(5));
        Assert.Equal(["/slim"], flows.Executing("work"));
        await flows.FinishAsync("/slim");
        Assert.Equal(["/wide"], flows.Executing("work"));
    }

    [Fact]
    public async Task Write_SeenByManyWatches_KeepsItsSeatsForAWhile()
    {
        var flows = new Flows(4, Flows.Level("work", 1), Flows.NoCatchAll);
        flows.Send("/write", Flows.User("a", "work"), new WorkEstimate(1, 4, TimeSpan.FromMilliseconds(5)));
        await flows.FinishAsync("/write");
        flows.Send("/next", Flows.User("a", "work"));
        Assert.Empty(flows.Executing("work"));
        Assert.Equal(4, flows.StateOf("work").SeatsInUse);

        flows.Time.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Equal(["/next"], flows.Executing("work"));
    }

    [Fact]
    public async Task Ticket_ReleasedTwice_CountsOnce()
    {
        var flows = new Flows(2, Flows.Level("work", 1), Flows.NoCatchAll);
        flows.Send("/0", Flows.User("a", "work"));
        var first = await flows.Outcome("/0");
        first.Release();
        // The request's record serves the next one, which the first ticket must not end.
        flows.Send("/1", Flows.User("a", "work"));
        first.Release();
        Assert.Equal(["/1"], flows.Executing("work"));
        Assert.Equal(1, flows.StateOf("work").SeatsInUse);
    }

    [Fact]
    public void IdleLevel_LendsToABusyOne_AndGetsItsSeatsBack()
    {
        var flows = new Flows(100, Flows.Level("busy", 50, borrowing: null), Flows.Level("idle", 50, lendable: 90), Flows.NoCatchAll);
        Assert.Equal(50, flows.StateOf("busy").Limit);
        for (var i = 0; i < 200; i++) flows.Send($"/busy/{i}", Flows.User($"u{i}", "busy"));
        flows.Time.Advance(TimeSpan.FromSeconds(10));
        flows.Controller.AdjustBorrowing();
        Assert.Equal(5, flows.StateOf("idle").Limit);
        Assert.Equal(95, flows.StateOf("busy").Limit);
        Assert.Equal(95, flows.Executing("busy").Length);

        for (var i = 0; i < 60; i++) flows.Send($"/idle/{i}", Flows.User($"v{i}", "idle"));
        flows.Time.Advance(TimeSpan.FromSeconds(10));
        flows.Controller.AdjustBorrowing();
        Assert.Equal(50, flows.StateOf("idle").Limit);
        Assert.Equal(50, flows.StateOf("busy").Limit);
    }

    [Fact]
    public void DefaultLevels_OfSixHundredSeats_AreUpstreams()
    {
        var flows = new Flows(600, [.. FlowControlPolicy.PriorityLevels()]);
        int Nominal(string level) => flows.StateOf(level).Settings.Nominal;
        Assert.Equal(
            [0, 13, 74, 98, 25, 98, 245, 49],
            new[] { "exempt", "catch-all", "system", "node-high", "leader-election", "workload-high", "workload-low", "global-default" }.Select(Nominal));
        Assert.Equal(24, flows.StateOf("workload-low").Settings.Least);
        Assert.Equal(37, flows.Match(Flows.User("a", "workload-low")).MostSeats);
    }

    [Fact]
    public async Task LevelThatGoes_ServesThoseWhoWait()
    {
        var flows = new Flows(1, Flows.Level("work", 1), Flows.NoCatchAll);
        flows.Send("/0", Flows.User("a", "work"));
        flows.Send("/1", Flows.User("a", "work"));
        flows.Controller.Configure([], []);
        Assert.Equal("catch-all", flows.Match(Flows.User("a", "work")).LevelName);
        await flows.FinishAsync("/0");
        Assert.Null((await flows.Outcome("/1").WaitAsync(TimeSpan.FromSeconds(30), Cancel)).Refusal);
    }

    [Fact]
    public void Uncontended_Allocates_Nothing()
    {
        var flows = new Flows(600, Flows.Level("work", 1));
        var user = Flows.User("a", "work");
        void Serve()
        {
            var match = flows.Controller.Match(new FlowDigest { User = user, Verb = "get", Resource = "pods", Namespace = "default" });
            flows.Controller.Enter(match, user, "GET", "/api/v1/namespaces/default/pods/a", WorkEstimate.One).Ticket.Release();
        }

        for (var i = 0; i < 100; i++) Serve();
        Assert.Equal(0, Allocations.Least(() =>
        {
            for (var i = 0; i < 1000; i++) Serve();
        }));
    }

    [Fact]
    public void Dumps_ShowLevelsQueuesAndRequests()
    {
        var flows = new Flows(1, Flows.Level("work", 1, queues: 1, hand: 1), Flows.NoCatchAll);
        flows.Send("/api/v1/namespaces/ns/pods/p", Flows.User("a", "work"));
        flows.Send("/api/v1/namespaces/ns/pods/q", Flows.User("a", "work"));
        Assert.Equal(
            """
            PriorityLevelName, ActiveQueues, IsIdle, IsQuiescing, WaitingRequests, ExecutingRequests, DispatchedRequests, RejectedRequests, TimedoutRequests, CancelledRequests
            catch-all,         0,            true,   false,       0,               0,                 0,                  0,                0,                0
            exempt,            0,            true,   false,       0,               0,                 0,                  0,                0,                0
            work,              1,            false,  false,       1,               1,                 1,                  0,                0,                0

            """,
            FlowDump.PriorityLevels(flows.Controller));
        Assert.Equal(
            """
            PriorityLevelName, Index,  PendingRequests, ExecutingRequests, SeatsInUse, NextDispatchR, InitialSeatsSum, MaxSeatsSum, TotalWorkSum
            work,              0,      1,               1,                 1,          0.00300000ss,  1,               1,           0.00300000ss

            """,
            FlowDump.Queues(flows.Controller));
        var rows = FlowDump.Requests(flows.Controller, details: true).Split('\n').Select(static row => row.Split(',', StringSplitOptions.TrimEntries)).ToArray();
        Assert.Equal("PriorityLevelName FlowSchemaName QueueIndex RequestIndexInQueue FlowDistinguisher ArriveTime InitialSeats FinalSeats AdditionalLatency StartTime UserName "
            + "Verb APIPath Namespace Name APIVersion Resource SubResource", string.Join(' ', rows[0]));
        Assert.Equal(
            ["work", "work", "-1", "-1", "a", "2030-01-01T00:00:00Z", "1", "0", "0s", "2030-01-01T00:00:00Z", "a", "get", "/api/v1/namespaces/ns/pods/p", "ns", "p", "v1", "pods", ""],
            rows[1]);
        Assert.Equal(
            ["work", "work", "0", "0", "a", "2030-01-01T00:00:00Z", "1", "0", "0s", "0001-01-01T00:00:00Z", "a", "get", "/api/v1/namespaces/ns/pods/q", "ns", "q", "v1", "pods", ""],
            rows[2]);
    }

    /// <summary>Serves requests, each for a moment, until some number has begun.</summary>
    private static async Task<List<string>> ServeAsync(Flows flows, string level, int count)
    {
        var begun = new List<string>();
        while (begun.Count < count)
        {
            var now = flows.Executing(level);
            Assert.NotEmpty(now);
            begun.AddRange(now.Except(begun));
            flows.Time.Advance(TimeSpan.FromMilliseconds(100));
            foreach (var path in now) await flows.FinishAsync(path);
        }

        return begun;
    }
}
