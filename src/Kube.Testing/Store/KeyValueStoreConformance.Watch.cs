using Kube.Store.Errors;
using Kube.Store.Kv;
using Kube.Store.Watch;
using Xunit;

namespace Kube.Testing.Store;

/// <summary>Watches.</summary>
public abstract partial class KeyValueStoreConformance
{
    /// <summary>Events come in revision order with what was there before.</summary>
    [Fact]
    public async Task WatchAsync_FromRevision_ReportsEverythingSince()
    {
        await using var store = await OpenAsync();
        await PutAsync(store, "a", "1");
        await PutAsync(store, "a", "2");
        await DeleteAsync(store, "a");
        await PutAsync(store, "a", "3");
        await PutAsync(store, "x", "other");
        var events = await EventsAsync(store, new() { Range = KeyRange.Single(Key("a")), FromRevision = 2 }, 4);
        Assert.Equal(
            ["2.0 Put a (nothing) -> 1", "3.0 Put a 1 -> 2", "4.0 Delete a 2 -> (nothing)", "5.0 Put a (nothing) -> 3"], events.Select(Line));
        Assert.Equal([true, false, false, true], events.Select(change => change.IsCreation));
        Assert.Equal(["4.0 Delete a 2 -> (nothing)"], (await EventsAsync(store, new() { Range = KeyRange.Prefix(Key("a")), FromRevision = 4 }, 1)).Take(1).Select(Line));
    }

    /// <summary>Without a revision a watch begins behind the moment of the call, not of the first read.</summary>
    [Fact]
    public async Task WatchAsync_NoRevision_BeginsAtTheCall()
    {
        await using var store = await OpenAsync();
        await PutAsync(store, "before");
        var watch = store.Values.WatchAsync(new() { Range = KeyRange.All }, Cancel);
        await PutAsync(store, "after");
        await foreach (var batch in watch)
        {
            Assert.Equal("after", Assert.Single(batch.Events).Key.ToString());
            break;
        }
    }

    /// <summary>A watch may begin in the future.</summary>
    [Fact]
    public async Task WatchAsync_FutureRevision_WaitsForIt()
    {
        await using var store = await OpenAsync();
        var events = EventsAsync(store, new() { Range = KeyRange.All, FromRevision = 4 }, 1);
        for (var i = 0; i < 4; i++)
            await PutAsync(store, $"k{i}");
        Assert.Equal("k2", (await events)[0].Key.ToString());
    }

    /// <summary>A transaction is never split between batches, and its events keep their order.</summary>
    [Fact]
    public async Task WatchAsync_Transactions_AreNeverSplit()
    {
        await using var store = await OpenAsync();
        const int Transactions = 200;
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < Transactions; i++)
            {
                StoreOperation[] puts = [.. Enumerable.Range(0, 5).Select(n => new PutOperation(Key($"k{n}"), Value($"{i}")))];
                await store.Values.CommitAsync(new() { Success = puts }, Cancel);
            }
        }, Cancel);
        var revision = 1L;
        await foreach (var batch in store.Values.WatchAsync(new() { Range = KeyRange.All, FromRevision = 2 }, Cancel))
        {
            Assert.Equal(0, batch.Events.Count % 5);
            for (var i = 0; i < batch.Events.Count; i++)
            {
                if (i % 5 == 0)
                    revision++;
                Assert.Equal((revision, i % 5, $"k{i % 5}"), (batch.Events[i].Revision, batch.Events[i].SubRevision, batch.Events[i].Key.ToString()));
            }
            Assert.Equal(revision, batch.Revision);
            if (revision == Transactions + 1)
                break;
        }
        await writing;
    }

    /// <summary>Many watchers at once each see everything, from where they began.</summary>
    [Fact]
    public async Task WatchAsync_ManyWatchers_EachSeeEverything()
    {
        await using var store = await OpenAsync();
        const int Writes = 300;
        var watchers = Enumerable.Range(0, 20).Select(n => EventsAsync(
            store, new() { Range = KeyRange.Prefix(Key(n % 2 == 0 ? "even/" : "")), FromRevision = 2 }, n % 2 == 0 ? Writes / 2 : Writes)).ToArray();
        for (var i = 0; i < Writes; i++)
            await PutAsync(store, $"{(i % 2 == 0 ? "even" : "odd")}/{i}", $"{i}");
        foreach (var watcher in watchers)
        {
            var events = await watcher;
            Assert.True(events.Count is Writes or Writes / 2);
            Assert.Equal(events.OrderBy(change => change.Revision), events);
            Assert.Equal(events.Count, events.Select(change => change.Revision).Distinct().Count());
        }
    }

    /// <summary>An idle watcher reports how far it has come, also past what it does not see.</summary>
    [Fact]
    public async Task WatchAsync_ProgressInterval_ReportsRevision()
    {
        var time = new ManualTime();
        await using var store = await OpenAsync(time, null);
        await PutAsync(store, "elsewhere");
        await PutAsync(store, "elsewhere");
        await using var watch = store.Values.WatchAsync(
            new() { Range = KeyRange.Prefix(Key("here")), FromRevision = 2, ProgressInterval = TimeSpan.FromSeconds(5) }, Cancel).GetAsyncEnumerator(Cancel);
        var next = watch.MoveNextAsync().AsTask();
        while (!next.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }
        Assert.True(await next);
        Assert.Empty(watch.Current.Events);
        Assert.Equal(3, watch.Current.Revision);
    }

    /// <summary>A start before the compaction point ends with the compaction error; the point itself can be watched.</summary>
    [Fact]
    public async Task WatchAsync_StartRevisionCompacted_Throws()
    {
        await using var store = await OpenAsync();
        for (var i = 0; i < 9; i++)
            await PutAsync(store, "a", $"{i}");
        await store.Maintenance.CompactAsync(5, Cancel);
        var error = await Assert.ThrowsAsync<RevisionCompactedException>(() => EventsAsync(store, new() { Range = KeyRange.All, FromRevision = 3 }, 1));
        Assert.Equal((3, 5), (error.RequestedRevision, error.OldestRevision));
        Assert.Equal(5, (await EventsAsync(store, new() { Range = KeyRange.All, FromRevision = 5 }, 1))[0].Revision);
    }

    /// <summary>Cancelling ends a watch that waits.</summary>
    [Fact]
    public async Task WatchAsync_Cancelled_Ends()
    {
        await using var store = await OpenAsync();
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var watch = store.Values.WatchAsync(new() { Range = KeyRange.All }, source.Token).GetAsyncEnumerator(Cancel);
        var next = watch.MoveNextAsync().AsTask();
        Assert.Equal(1, (await store.Maintenance.GetStatusAsync(Cancel)).Watches);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        Assert.Equal(0, (await store.Maintenance.GetStatusAsync(Cancel)).Watches);
    }

    /// <summary>History from before a restart can be watched after it, previous values included.</summary>
    [Fact]
    public async Task WatchAsync_AfterReopen_ReportsHistory()
    {
        await using var store = await OpenAsync();
        for (var i = 0; i < 50; i++)
            await PutAsync(store, $"k{i % 3}", $"{i}");
        await DeleteAsync(store, "k0");
        await store.ReopenAsync();
        await PutAsync(store, "k0", "back");
        var events = await EventsAsync(store, new() { Range = KeyRange.Prefix(Key("k0")), FromRevision = 2 }, 19);
        Assert.Equal(
            ["2.0 Put k0 (nothing) -> 0", .. Enumerable.Range(1, 16).Select(i => $"{i * 3 + 2}.0 Put k0 {(i - 1) * 3} -> {i * 3}"), "52.0 Delete k0 48 -> (nothing)",
                "53.0 Put k0 (nothing) -> back"],
            events.Select(Line));
    }
}
