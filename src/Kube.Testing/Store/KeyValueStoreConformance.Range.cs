using Kube.Store.Errors;
using Kube.Store.Kv;
using Xunit;

namespace Kube.Testing.Store;

/// <summary>Ranges and snapshots.</summary>
public abstract partial class KeyValueStoreConformance
{
    /// <summary>A new store is at revision 1, as etcd's; the first write is revision 2.</summary>
    [Fact]
    public async Task Store_New_IsAtRevisionOne()
    {
        await using var store = await OpenAsync();
        Assert.Equal(1, store.Snapshots.CurrentRevision);
        Assert.Equal(1, (await store.Values.RangeAsync(new() { Range = KeyRange.All }, Cancel)).Revision);
        Assert.Equal(2, await PutAsync(store, "a"));
    }

    /// <summary>Keys come in bytewise order, whatever order they were written in.</summary>
    [Fact]
    public async Task RangeAsync_ManyKeys_ComeInByteOrder()
    {
        await using var store = await OpenAsync();
        var random = new Random(5);
        var expected = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 700; i++)
        {
            var key = $"/k/{random.Next(100_000):x}";
            expected.Add(key);
            await PutAsync(store, key, key);
        }
        Assert.Equal(expected.Select(key => $"{key}={key}"), await RangeAsync(store, new() { Range = KeyRange.All }));
        Assert.Equal(expected.Reverse().Select(key => $"{key}={key}"), await RangeAsync(store, new() { Range = KeyRange.All, Descending = true }));

        var snapshot = store.Snapshots.Open();
        Assert.Equal(expected, snapshot.Ascending(KeyRange.All).Select(entry => entry.Key.ToString()));
        Assert.Equal(expected.Reverse(), snapshot.Descending(KeyRange.All).Select(entry => entry.Key.ToString()));
        Assert.Equal(expected.Count, snapshot.Count(KeyRange.All));
        var middle = expected.ElementAt(expected.Count / 2);
        Assert.Equal(expected.Count / 2, snapshot.Count(KeyRange.Between(Key("/"), Key(middle))));
        Assert.Equal(expected.Count - expected.Count / 2, snapshot.Ascending(KeyRange.From(Key(middle))).Count());
        Assert.Equal(expected.Count / 2, snapshot.Descending(KeyRange.Between(Key("/"), Key(middle))).Count());
    }

    /// <summary>A range holds its start and not its end; a single key, a prefix, everything from a key, nothing.</summary>
    [Fact]
    public async Task RangeAsync_Bounds_AreHalfOpen()
    {
        await using var store = await OpenAsync();
        foreach (var key in (string[])["a", "aa", "ab", "b", "c"])
            await PutAsync(store, key, key);
        Assert.Equal(["aa=aa", "ab=ab"], await RangeAsync(store, new() { Range = KeyRange.Between(Key("aa"), Key("b")) }));
        Assert.Equal(["a=a"], await RangeAsync(store, new() { Range = KeyRange.Single(Key("a")) }));
        Assert.Equal(["a=a", "aa=aa", "ab=ab"], await RangeAsync(store, new() { Range = KeyRange.Prefix(Key("a")) }));
        Assert.Equal(["b=b", "c=c"], await RangeAsync(store, new() { Range = KeyRange.From(Key("b")) }));
        Assert.Empty(await RangeAsync(store, new() { Range = KeyRange.Between(Key("b"), Key("a")) }));
        Assert.Empty(await RangeAsync(store, new() { Range = KeyRange.Single(Key("x")) }));
        await Assert.ThrowsAsync<ArgumentException>(() => store.Values.RangeAsync(new() { Range = default }, Cancel).AsTask());
    }

    /// <summary>A limit cuts entries off and the count does not notice.</summary>
    [Fact]
    public async Task RangeAsync_Limit_CutsAndCounts()
    {
        await using var store = await OpenAsync();
        for (var i = 0; i < 10; i++)
            await PutAsync(store, $"k{i}");
        var result = await store.Values.RangeAsync(new() { Range = KeyRange.All, Limit = 3 }, Cancel);
        Assert.Equal(["k0", "k1", "k2"], result.Entries.Select(entry => entry.Key.ToString()));
        Assert.Equal(10, result.Count);
        Assert.True(result.HasMore);
        Assert.False((await store.Values.RangeAsync(new() { Range = KeyRange.All, Limit = 10 }, Cancel)).HasMore);

        var count = await store.Values.RangeAsync(new() { Range = KeyRange.All, CountOnly = true }, Cancel);
        Assert.Empty(count.Entries);
        Assert.Equal(10, count.Count);
        var keys = await store.Values.RangeAsync(new() { Range = KeyRange.All, KeysOnly = true }, Cancel);
        Assert.All(keys.Entries, entry => Assert.True(entry.Value.IsEmpty && entry.ModRevision > 0));
    }

    /// <summary>Sorting by another field reads the whole range before it limits.</summary>
    [Fact]
    public async Task RangeAsync_Sort_IsBeforeLimit()
    {
        await using var store = await OpenAsync();
        await PutAsync(store, "a", "3");
        await PutAsync(store, "b", "1");
        await PutAsync(store, "c", "2");
        await PutAsync(store, "a", "3");
        Assert.Equal(["b=1", "c=2"], await RangeAsync(store, new() { Range = KeyRange.All, Sort = RangeSort.Value, Limit = 2 }));
        Assert.Equal(["a=3", "c=2", "b=1"], await RangeAsync(store, new() { Range = KeyRange.All, Sort = RangeSort.ModRevision, Descending = true }));
        Assert.Equal(["a=3", "b=1", "c=2"], await RangeAsync(store, new() { Range = KeyRange.All, Sort = RangeSort.CreateRevision }));
        Assert.Equal(["a=3"], await RangeAsync(store, new() { Range = KeyRange.All, Sort = RangeSort.Version, Descending = true, Limit = 1 }));
    }

    /// <summary>Every revision stays readable, deletions and re-creations included.</summary>
    [Fact]
    public async Task RangeAsync_OlderRevision_ShowsThatRevision()
    {
        await using var store = await OpenAsync();
        var first = await PutAsync(store, "a", "1");
        var second = await PutAsync(store, "a", "2");
        var third = await PutAsync(store, "b", "1");
        var fourth = await DeleteAsync(store, "a");
        var fifth = await PutAsync(store, "a", "3");

        Assert.Empty(await RangeAsync(store, new() { Range = KeyRange.All, Revision = 1 }));
        Assert.Equal(["a=1"], await RangeAsync(store, new() { Range = KeyRange.All, Revision = first }));
        Assert.Equal(["a=2"], await RangeAsync(store, new() { Range = KeyRange.All, Revision = second }));
        Assert.Equal(["a=2", "b=1"], await RangeAsync(store, new() { Range = KeyRange.All, Revision = third }));
        Assert.Equal(["b=1"], await RangeAsync(store, new() { Range = KeyRange.All, Revision = fourth }));
        Assert.Equal(["a=3", "b=1"], await RangeAsync(store, new() { Range = KeyRange.All, Revision = fifth }));

        var old = store.Snapshots.OpenAt(third);
        Assert.Equal(third, old.Revision);
        Assert.Equal(2, old.Count(KeyRange.All));
        Assert.True(old.TryGet("a"u8, out var entry));
        Assert.Equal("2", Text(entry));
        Assert.Equal((first, second, 2), (entry.CreateRevision, entry.ModRevision, entry.Version));
        Assert.Equal(["b", "a"], old.Descending(KeyRange.All).Select(found => found.Key.ToString()));
        Assert.True(store.Snapshots.Open().TryGet("a"u8, out var current));
        Assert.Equal((fifth, fifth, 1), (current.CreateRevision, current.ModRevision, current.Version));

        Assert.Equal(fifth, (await store.Values.RangeAsync(new() { Range = KeyRange.All, Revision = first }, Cancel)).Revision);
        var future = await Assert.ThrowsAsync<FutureRevisionException>(
            () => store.Values.RangeAsync(new() { Range = KeyRange.All, Revision = fifth + 1 }, Cancel).AsTask());
        Assert.Equal((fifth + 1, fifth), (future.RequestedRevision, future.CurrentRevision));
        Assert.Throws<FutureRevisionException>(() => store.Snapshots.OpenAt(fifth + 1));
    }

    /// <summary>A snapshot does not move.</summary>
    [Fact]
    public async Task Snapshot_WritesBehindIt_StaysAsItWas()
    {
        await using var store = await OpenAsync();
        await PutAsync(store, "a", "1");
        var snapshot = store.Snapshots.Open();
        await PutAsync(store, "a", "2");
        await PutAsync(store, "b", "1");
        await DeleteAsync(store, "a");
        Assert.Equal(["a=1"], snapshot.Ascending(KeyRange.All).Select(entry => $"{entry.Key}={Text(entry)}"));
        Assert.False(store.Snapshots.Open().TryGet("a"u8, out _));
    }

    /// <summary>Waiting for a revision ends when it comes, or with the token.</summary>
    [Fact]
    public async Task OpenNotOlderThanAsync_FutureRevision_WaitsForIt()
    {
        await using var store = await OpenAsync();
        var waiting = store.Snapshots.OpenNotOlderThanAsync(3, Cancel).AsTask();
        await PutAsync(store, "a");
        Assert.False(waiting.IsCompleted);
        await PutAsync(store, "b");
        Assert.True((await waiting).Revision >= 3);

        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var never = store.Snapshots.OpenNotOlderThanAsync(100, source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => never);
    }

    /// <summary>What was acknowledged is in the next snapshot.</summary>
    [Fact]
    public async Task Snapshot_AfterCommit_ShowsIt()
    {
        await using var store = await OpenAsync();
        for (var i = 0; i < 200; i++)
        {
            var revision = await PutAsync(store, $"k{i}");
            Assert.True((await store.Snapshots.OpenLatestAsync(Cancel)).TryGet(Key($"k{i}").Span, out var entry));
            Assert.Equal(revision, entry.ModRevision);
        }
    }
}
