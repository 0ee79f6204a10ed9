using Kube.Api.Requests;
using Kube.Api.Watch;

namespace Kube.Api.Tests.Watch;

/// <summary>Many watchers of one feed, who are woken a few at a time.</summary>
public sealed class FeedRoundTests
{
    private const int Watchers = 200;

    [Fact]
    public async Task Watchers_Many_EachSeesEveryChangeInItsOrder()
    {
        const int Changes = 100;
        await using var api = new ApiUnderTest();
        await api.AddNamespacesAsync("n");
        var options = new ListOptions { ResourceVersion = $"{(await api.ListAsync("configmaps", "n")).Revision}" };
        var reading = new List<Task<List<long>>>();
        for (var i = 0; i < Watchers; i++)
        {
            var watch = await api.Reader.WatchAsync(api.Request("watch", "configmaps", "n"), options, ApiUnderTest.Cancel);
            reading.Add(Task.Run(() => ReadAsync(watch, Changes), ApiUnderTest.Cancel));
        }

        // They come one by one, while watchers read, wait and have their turns; the last of them comes alone.
        for (var i = 0; i < Changes; i++) await api.CreateAsync("configmaps", "n", $$$"""{"metadata":{"name":"c{{{i:000}}}"}}""");

        var seen = await Task.WhenAll(reading);
        Assert.Equal(Changes, seen[0].Distinct().Count());
        Assert.Equal(seen[0].Order(), seen[0]);
        Assert.All(seen, revisions => Assert.Equal(seen[0], revisions));
    }

    /// <summary>Whoever is told while a round is on has another turn after it.</summary>
    [Fact]
    public async Task Begin_WhileARoundIsOn_AnotherFollows()
    {
        var gate = new Lock();
        var signals = Enumerable.Range(0, Watchers).Select(static _ => new WatchSignal()).ToList();
        var turns = 0;
        var hold = new TaskCompletionSource();
        var round = new FeedRound(gate, begun =>
        {
            foreach (var signal in signals) signal.Set(begun);
        });
        var readers = signals.Select(async signal =>
        {
            await signal.WaitAsync();
            Interlocked.Increment(ref turns);
            // Nobody waits again before the second change is there: the turn that it brings is the only one that can come.
            await hold.Task;
            await signal.WaitAsync();
            Interlocked.Increment(ref turns);
        }).ToArray();

        lock (gate) round.Begin();
        lock (gate) round.Begin();
        hold.SetResult();
        await Task.WhenAll(readers).WaitAsync(TimeSpan.FromMinutes(1), ApiUnderTest.Cancel);

        Assert.Equal(2 * Watchers, turns);
    }

    /// <summary>Work that comes while a round is on is done before the round is: here no reader ever gives its thread back.</summary>
    [Fact]
    public async Task Round_OfManyWatchers_LetsOtherWorkIn()
    {
        var gate = new Lock();
        var turns = 0;
        using var hold = new ManualResetEventSlim();
        var signals = Enumerable.Range(0, Watchers).Select(static _ => new WatchSignal()).ToList();
        var round = new FeedRound(gate, begun =>
        {
            foreach (var signal in signals) signal.Set(begun);
        });
        var readers = signals.Select(async signal =>
        {
            await signal.WaitAsync();
            Interlocked.Increment(ref turns);
            hold.Wait(ApiUnderTest.Cancel);
        }).ToArray();

        lock (gate) round.Begin();
        var other = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        ThreadPool.UnsafeQueueUserWorkItem(_ => other.SetResult(Volatile.Read(ref turns)), null);
        try
        {
            Assert.InRange(await other.Task.WaitAsync(TimeSpan.FromMinutes(1), ApiUnderTest.Cancel), 0, Environment.ProcessorCount);
        }
        finally
        {
            hold.Set();
        }

        await Task.WhenAll(readers).WaitAsync(TimeSpan.FromMinutes(1), ApiUnderTest.Cancel);
    }

    private static async Task<List<long>> ReadAsync(ObjectWatch watch, int count)
    {
        await using var owned = watch;
        var seen = new List<long>();
        while (seen.Count < count && await watch.WaitToReadAsync(ApiUnderTest.Cancel))
        {
            while (watch.TryRead(out var change)) seen.Add(change.Revision);
        }

        return seen;
    }
}
