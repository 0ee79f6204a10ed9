using Kube.Store.Errors;
using Kube.Store.Kv;
using Xunit;

namespace Kube.Testing.Store;

/// <summary>Transactions.</summary>
public abstract partial class KeyValueStoreConformance
{
    /// <summary>Puts number themselves: create revision, mod revision, version.</summary>
    [Fact]
    public async Task CommitAsync_Puts_NumberRevisionsAndVersions()
    {
        await using var store = await OpenAsync();
        var first = await store.Values.CommitAsync(Transaction.Put(Key("a"), Value("1")), Cancel);
        var second = await store.Values.CommitAsync(Transaction.Put(Key("a"), Value("2")), Cancel);
        Assert.Equal((2, 3), (first.Revision, second.Revision));
        var created = Assert.IsType<PutResult>(first.Results[0]);
        Assert.Null(created.Previous);
        Assert.Equal((2, 2, 1), (created.Current.CreateRevision, created.Current.ModRevision, created.Current.Version));
        var updated = Assert.IsType<PutResult>(second.Results[0]);
        Assert.Equal("1", Text(updated.Previous));
        Assert.Equal((2, 3, 2), (updated.Current.CreateRevision, updated.Current.ModRevision, updated.Current.Version));
    }

    /// <summary>What changes nothing takes no revision.</summary>
    [Fact]
    public async Task CommitAsync_NothingChanged_TakesNoRevision()
    {
        await using var store = await OpenAsync();
        await PutAsync(store, "a");
        Assert.Equal(2, await DeleteAsync(store, "missing"));
        Assert.Equal(2, (await store.Values.CommitAsync(Transaction.Delete(KeyRange.Prefix(Key("x"))), Cancel)).Revision);
        Assert.Equal(2, (await store.Values.CommitAsync(new Transaction(), Cancel)).Revision);
        Assert.Equal(2, (await store.Values.CommitAsync(Transaction.PutIfAbsent(Key("a"), Value("x")), Cancel)).Revision);
        Assert.Equal(2, store.Snapshots.CurrentRevision);
        Assert.Equal(3, await PutAsync(store, "b"));
    }

    /// <summary>Several operations share one revision, in order.</summary>
    [Fact]
    public async Task CommitAsync_SeveralOperations_ShareARevision()
    {
        await using var store = await OpenAsync();
        await PutAsync(store, "old1");
        await PutAsync(store, "old2");
        var result = await store.Values.CommitAsync(new()
        {
            Success =
            [
                new PutOperation(Key("a"), Value("1")),
                new RangeOperation(new() { Range = KeyRange.All }),
                new DeleteOperation(KeyRange.Prefix(Key("old"))),
                new PutOperation(Key("b"), Value("2")),
                new RangeOperation(new() { Range = KeyRange.All }),
            ],
        }, Cancel);
        Assert.True(result.Succeeded);
        Assert.Equal(4, result.Revision);
        Assert.Equal(["a", "old1", "old2"], Assert.IsType<RangeResult>(result.Results[1]).Entries.Select(entry => entry.Key.ToString()));
        Assert.Equal(["old1", "old2"], Assert.IsType<DeleteResult>(result.Results[2]).Previous.Select(entry => entry.Key.ToString()));
        Assert.Equal(["a", "b"], Assert.IsType<RangeResult>(result.Results[4]).Entries.Select(entry => entry.Key.ToString()));
        Assert.All(store.Snapshots.Open().Ascending(KeyRange.All), entry => Assert.Equal(4, entry.ModRevision));
    }

    /// <summary>Every target with every result, on an entry and on a missing key.</summary>
    [Theory]
    [InlineData(CompareTarget.Version, 2)]
    [InlineData(CompareTarget.CreateRevision, 3)]
    [InlineData(CompareTarget.ModRevision, 4)]
    [InlineData(CompareTarget.Lease, 7)]
    public async Task CommitAsync_NumberCompares_HoldAsEtcds(CompareTarget target, long actual)
    {
        await using var store = await OpenAsync();
        await store.Leases.GrantAsync(new() { TimeToLive = TimeSpan.FromHours(1), LeaseId = 7 }, Cancel);
        await PutAsync(store, "other");
        await PutAsync(store, "a", "1", 7);
        await PutAsync(store, "a", "2", 7);
        foreach (var (key, field) in ((string, long)[])[("a", actual), ("missing", 0)])
        {
            foreach (var operand in (long[])[field - 1, field, field + 1])
            {
                Assert.Equal(field == operand, await Holds(store, Of(target, KeyRange.Single(Key(key)), CompareResult.Equal, operand)));
                Assert.Equal(field != operand, await Holds(store, Of(target, KeyRange.Single(Key(key)), CompareResult.NotEqual, operand)));
                Assert.Equal(field > operand, await Holds(store, Of(target, KeyRange.Single(Key(key)), CompareResult.Greater, operand)));
                Assert.Equal(field < operand, await Holds(store, Of(target, KeyRange.Single(Key(key)), CompareResult.Less, operand)));
            }
        }
    }

    /// <summary>Values compare bytewise; a missing key matches no value, not even by being unequal.</summary>
    [Fact]
    public async Task CommitAsync_ValueCompares_HoldAsEtcds()
    {
        await using var store = await OpenAsync();
        await PutAsync(store, "a", "m");
        var a = KeyRange.Single(Key("a"));
        Assert.True(await Holds(store, Compare.OfValue(a, CompareResult.Equal, Value("m"))));
        Assert.False(await Holds(store, Compare.OfValue(a, CompareResult.Equal, Value("mm"))));
        Assert.True(await Holds(store, Compare.OfValue(a, CompareResult.NotEqual, Value("mm"))));
        Assert.True(await Holds(store, Compare.OfValue(a, CompareResult.Less, Value("mm"))));
        Assert.True(await Holds(store, Compare.OfValue(a, CompareResult.Greater, Value("a"))));
        var missing = KeyRange.Single(Key("missing"));
        foreach (var result in Enum.GetValues<CompareResult>())
            Assert.False(await Holds(store, Compare.OfValue(missing, result, Value("m"))));
    }

    /// <summary>Over a range, every key must hold; a range of nothing is one missing key.</summary>
    [Fact]
    public async Task CommitAsync_RangeCompares_HoldForEveryKey()
    {
        await using var store = await OpenAsync();
        await PutAsync(store, "k/1", "1");
        await PutAsync(store, "k/2", "2");
        var range = KeyRange.Prefix(Key("k/"));
        Assert.True(await Holds(store, Compare.OfVersion(range, CompareResult.Equal, 1)));
        Assert.True(await Holds(store, Compare.OfModRevision(range, CompareResult.Less, 4)));
        Assert.False(await Holds(store, Compare.OfModRevision(range, CompareResult.Less, 3)));
        Assert.True(await Holds(store, Compare.OfModRevision(KeyRange.Prefix(Key("x/")), CompareResult.Equal, 0)));
        Assert.False(await Holds(store, Compare.OfValue(KeyRange.Prefix(Key("x/")), CompareResult.NotEqual, Value("1"))));
    }

    /// <summary>The failure branch runs when one of several compares does not hold.</summary>
    [Fact]
    public async Task CommitAsync_PointTransactions_GuardTheirKey()
    {
        await using var store = await OpenAsync();
        var created = await store.Values.CommitAsync(Transaction.PutIfAbsent(Key("a"), Value("1")), Cancel);
        Assert.True(created.Succeeded);
        var again = await store.Values.CommitAsync(Transaction.PutIfAbsent(Key("a"), Value("2")), Cancel);
        Assert.False(again.Succeeded);
        Assert.Equal("1", Text(again.Current));

        Assert.True((await store.Values.CommitAsync(Transaction.PutIfUnchanged(Key("a"), Value("2"), created.Revision), Cancel)).Succeeded);
        var stale = await store.Values.CommitAsync(Transaction.DeleteIfUnchanged(Key("a"), created.Revision), Cancel);
        Assert.False(stale.Succeeded);
        Assert.Equal("2", Text(stale.Current));
        Assert.True((await store.Values.CommitAsync(Transaction.DeleteIfUnchanged(Key("a"), stale.Current!.ModRevision), Cancel)).Succeeded);
        var gone = await store.Values.CommitAsync(Transaction.DeleteIfUnchanged(Key("a"), stale.Current.ModRevision), Cancel);
        Assert.False(gone.Succeeded);
        Assert.Null(gone.Current);
    }

    /// <summary>Compares of nested transactions see the state before the outermost one.</summary>
    [Fact]
    public async Task CommitAsync_Nested_ComparesBeforeAnythingRuns()
    {
        await using var store = await OpenAsync();
        var inner = new Transaction
        {
            Compares = [Compare.OfVersion(KeyRange.Single(Key("a")), CompareResult.Equal, 0)],
            Success = [new PutOperation(Key("b"), Value("a was missing"))],
            Failure = [new PutOperation(Key("b"), Value("a was there"))],
        };
        var outer = new Transaction { Success = [new PutOperation(Key("a"), Value("1")), new NestedOperation(inner)] };
        var result = await store.Values.CommitAsync(outer, Cancel);
        Assert.True(Assert.IsType<TransactionResult>(result.Results[1]).Succeeded);
        Assert.Equal(["a=1", "b=a was missing"], await RangeAsync(store, new() { Range = KeyRange.All }));
        Assert.Equal(2, store.Snapshots.CurrentRevision);
    }

    /// <summary>One branch writes no key twice.</summary>
    [Fact]
    public async Task CommitAsync_KeyWrittenTwice_IsRefused()
    {
        await using var store = await OpenAsync();
        StoreOperation put = new PutOperation(Key("a"), Value("1"));
        await Assert.ThrowsAsync<DuplicateKeyException>(() => store.Values.CommitAsync(new() { Success = [put, new PutOperation(Key("a"), Value("2"))] }, Cancel).AsTask());
        await Assert.ThrowsAsync<DuplicateKeyException>(() => store.Values.CommitAsync(new() { Failure = [put, new DeleteOperation(KeyRange.All)] }, Cancel).AsTask());
        await Assert.ThrowsAsync<DuplicateKeyException>(
            () => store.Values.CommitAsync(new() { Success = [put, new NestedOperation(new() { Failure = [put] })] }, Cancel).AsTask());
        await store.Values.CommitAsync(new() { Success = [new DeleteOperation(KeyRange.All), new DeleteOperation(KeyRange.All)] }, Cancel);
        await store.Values.CommitAsync(new() { Success = [new NestedOperation(new() { Success = [put], Failure = [new DeleteOperation(KeyRange.All)] }), new RangeOperation(new() { Range = KeyRange.All })] }, Cancel);
        Assert.Equal(2, store.Snapshots.CurrentRevision);
    }

    /// <summary>A refused transaction changes nothing at all.</summary>
    [Fact]
    public async Task CommitAsync_Refused_ChangesNothing()
    {
        await using var store = await OpenAsync();
        StoreOperation put = new PutOperation(Key("a"), Value("1"));
        var unknown = await Assert.ThrowsAsync<LeaseNotFoundException>(
            () => store.Values.CommitAsync(new() { Success = [put, new PutOperation(Key("b"), Value("1")) { Lease = 99 }] }, Cancel).AsTask());
        Assert.Equal(99, unknown.LeaseId);
        await Assert.ThrowsAsync<KeyNotFoundInStoreException>(
            () => store.Values.CommitAsync(new() { Success = [put, new PutOperation(Key("b"), Value("1")) { KeepLease = true }] }, Cancel).AsTask());
        await Assert.ThrowsAsync<FutureRevisionException>(
            () => store.Values.CommitAsync(new() { Success = [put, new RangeOperation(new() { Range = KeyRange.All, Revision = 50 })] }, Cancel).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => store.Values.CommitAsync(Transaction.Put(default, Value("1")), Cancel).AsTask());
        Assert.Equal(1, store.Snapshots.CurrentRevision);
        Assert.Empty(await RangeAsync(store, new() { Range = KeyRange.All }));
    }

    /// <summary>A put may keep the present value or lease.</summary>
    [Fact]
    public async Task CommitAsync_KeepValueOrLease_KeepsIt()
    {
        await using var store = await OpenAsync();
        await store.Leases.GrantAsync(new() { TimeToLive = TimeSpan.FromHours(1), LeaseId = 7 }, Cancel);
        await PutAsync(store, "a", "1", 7);
        await store.Values.CommitAsync(new() { Success = [new PutOperation(Key("a"), Value("2")) { KeepLease = true }] }, Cancel);
        Assert.True(store.Snapshots.Open().TryGet("a"u8, out var kept));
        Assert.Equal((7, "2"), (kept.Lease, Text(kept)));
        await store.Values.CommitAsync(new() { Success = [new PutOperation(Key("a"), default) { KeepValue = true }] }, Cancel);
        Assert.True(store.Snapshots.Open().TryGet("a"u8, out var detached));
        Assert.Equal((0, "2", 3), (detached.Lease, Text(detached), detached.Version));
    }

    /// <summary>Concurrent guarded writers of one key: every success is a step, none is lost.</summary>
    [Fact]
    public async Task CommitAsync_ConcurrentCounters_LoseNothing()
    {
        await using var store = await OpenAsync();
        await PutAsync(store, "n", "0");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var done = 0; done < 25;)
            {
                Assert.True(store.Snapshots.Open().TryGet("n"u8, out var entry));
                var next = Value((int.Parse(Text(entry)) + 1).ToString());
                if ((await store.Values.CommitAsync(Transaction.PutIfUnchanged(Key("n"), next, entry.ModRevision), Cancel)).Succeeded)
                    done++;
            }
        }, Cancel)));
        Assert.Equal(["n=200"], await RangeAsync(store, new() { Range = KeyRange.All }));
        Assert.Equal(202, store.Snapshots.CurrentRevision);
    }

    /// <summary>Everything is there after closing and opening, older revisions included.</summary>
    [Fact]
    public async Task Reopen_Content_IsThere()
    {
        await using var store = await OpenAsync();
        var first = await PutAsync(store, "a", "1");
        await PutAsync(store, "a", "2");
        await DeleteAsync(store, "a");
        await PutAsync(store, "b", "1");
        await store.ReopenAsync();
        Assert.Equal(5, store.Snapshots.CurrentRevision);
        Assert.Equal(["b=1"], await RangeAsync(store, new() { Range = KeyRange.All }));
        Assert.Equal(["a=1"], await RangeAsync(store, new() { Range = KeyRange.All, Revision = first }));
        Assert.Equal(6, await PutAsync(store, "c"));
    }

    private static async Task<bool> Holds(IConformanceStore store, Compare compare) =>
        (await store.Values.CommitAsync(new() { Compares = [compare] }, Cancel)).Succeeded;

    private static Compare Of(CompareTarget target, KeyRange range, CompareResult result, long operand) => target switch
    {
        CompareTarget.Version => Compare.OfVersion(range, result, operand),
        CompareTarget.CreateRevision => Compare.OfCreateRevision(range, result, operand),
        CompareTarget.ModRevision => Compare.OfModRevision(range, result, operand),
        CompareTarget.Lease => Compare.OfLease(range, result, operand),
        CompareTarget.Value or _ => throw new ArgumentOutOfRangeException(nameof(target)),
    };
}
