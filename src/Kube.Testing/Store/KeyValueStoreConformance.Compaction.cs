using Kube.Store.Errors;
using Kube.Store.Kv;
using Kube.Store.Projection;
using Xunit;

namespace Kube.Testing.Store;

/// <summary>Compaction and projection.</summary>
public abstract partial class KeyValueStoreConformance
{
    /// <summary>Revisions before the point are gone, the point and what follows are whole.</summary>
    [Fact]
    public async Task CompactAsync_Revision_DiscardsWhatOnlyOlderOnesSee()
    {
        await using var store = await OpenAsync();
        await PutAsync(store, "a", "1");
        await PutAsync(store, "b", "1");
        await DeleteAsync(store, "b");
        var kept = await PutAsync(store, "a", "2");
        await PutAsync(store, "a", "3");
        await store.Maintenance.CompactAsync(kept, Cancel);

        Assert.Equal(kept, store.Snapshots.CompactedRevision);
        Assert.Equal(["a=2"], await RangeAsync(store, new() { Range = KeyRange.All, Revision = kept }));
        Assert.Equal(["a=3"], await RangeAsync(store, new() { Range = KeyRange.All }));
        var error = await Assert.ThrowsAsync<RevisionCompactedException>(
            () => store.Values.RangeAsync(new() { Range = KeyRange.All, Revision = kept - 1 }, Cancel).AsTask());
        Assert.Equal((kept - 1, kept), (error.RequestedRevision, error.OldestRevision));
        Assert.Throws<RevisionCompactedException>(() => store.Snapshots.OpenAt(kept - 1));
        Assert.Equal(6, store.Snapshots.CurrentRevision);
    }

    /// <summary>A point that is passed or not yet reached is refused.</summary>
    [Fact]
    public async Task CompactAsync_OutOfRange_IsRefused()
    {
        await using var store = await OpenAsync();
        await PutAsync(store, "a");
        await PutAsync(store, "a");
        await Assert.ThrowsAsync<FutureRevisionException>(() => store.Maintenance.CompactAsync(4, Cancel).AsTask());
        await store.Maintenance.CompactAsync(3, Cancel);
        await Assert.ThrowsAsync<RevisionCompactedException>(() => store.Maintenance.CompactAsync(3, Cancel).AsTask());
        await Assert.ThrowsAsync<RevisionCompactedException>(() => store.Maintenance.CompactAsync(2, Cancel).AsTask());
    }

    /// <summary>A snapshot of the newest revision outlives compaction; one of an older revision says that it is gone.</summary>
    [Fact]
    public async Task CompactAsync_OpenSnapshots_KeepTheirPromise()
    {
        await using var store = await OpenAsync();
        var first = await PutAsync(store, "a", "1");
        await PutAsync(store, "a", "2");
        var older = store.Snapshots.OpenAt(first);
        var newest = store.Snapshots.Open();
        var last = await PutAsync(store, "a", "3");
        await store.Maintenance.CompactAsync(last, Cancel);
        Assert.True(newest.TryGet("a"u8, out var entry));
        Assert.Equal("2", Text(entry));
        Assert.Throws<RevisionCompactedException>(() => older.TryGet("a"u8, out _));
        Assert.Throws<RevisionCompactedException>(() => older.Ascending(KeyRange.All).Count());
    }

    /// <summary>A deleted and compacted key can come back; the point survives a restart.</summary>
    [Fact]
    public async Task CompactAsync_DeletedKeys_AreForgotten()
    {
        await using var store = await OpenAsync();
        for (var i = 0; i < 600; i++)
            await PutAsync(store, $"k{i:d3}");
        var last = (await store.Values.CommitAsync(Transaction.Delete(KeyRange.Prefix(Key("k"))), Cancel)).Revision;
        await store.Maintenance.CompactAsync(last, Cancel);
        await PutAsync(store, "k007", "back");
        await store.ReopenAsync();
        Assert.Equal(last, store.Snapshots.CompactedRevision);
        Assert.Equal(["k007=back"], await RangeAsync(store, new() { Range = KeyRange.All }));
        Assert.True(store.Snapshots.Open().TryGet("k007"u8, out var entry));
        Assert.Equal((last + 1, 1), (entry.CreateRevision, entry.Version));
        Assert.Equal(1, (await store.Maintenance.GetStatusAsync(Cancel)).Keys);
    }

    /// <summary>The projection sits beside the value everywhere: result, snapshot, range, event, previous value, older revision, after a restart.</summary>
    [Fact]
    public async Task Projector_Values_AreProjectedEverywhere()
    {
        await using var store = await OpenAsync(new ManualTime(), new LengthProjector());
        var put = await store.Values.CommitAsync(Transaction.Put(Key("a"), Value("12")), Cancel);
        Assert.Equal("a:2", Assert.IsType<PutResult>(put.Results[0]).Current.Projection);
        await store.Values.CommitAsync(new() { Success = [new PutOperation(Key("a"), Value("123")), new PutOperation(Key("b"), Value("1"))] }, Cancel);
        await store.Values.CommitAsync(new() { Success = [new PutOperation(Key("a"), default) { KeepValue = true }] }, Cancel);
        await CheckProjections(store);
        await store.ReopenAsync();
        await CheckProjections(store);
    }

    /// <summary>A value is projected once per commit: snapshot and event share the result.</summary>
    [Fact]
    public async Task Projector_Commit_RunsOnce()
    {
        var projector = new LengthProjector();
        await using var store = await OpenAsync(new ManualTime(), projector);
        var events = EventsAsync(store, new() { Range = KeyRange.All, FromRevision = 2 }, 1);
        await PutAsync(store, "a", "1");
        Assert.True(store.Snapshots.Open().TryGet("a"u8, out var entry));
        Assert.Same(entry.Projection, (await events)[0].Current!.Projection);
        Assert.Equal(1, projector.Calls);
    }

    private static async Task CheckProjections(IConformanceStore store)
    {
        var snapshot = store.Snapshots.Open();
        Assert.Equal(["a:3", "b:1"], snapshot.Ascending(KeyRange.All).Select(entry => entry.Projection));
        Assert.True(store.Snapshots.OpenAt(2).TryGet("a"u8, out var older));
        Assert.Equal("a:2", older.Projection);
        var events = await EventsAsync(store, new() { Range = KeyRange.Single(Key("a")), FromRevision = 2 }, 3);
        Assert.Equal([null, "a:2", "a:3"], events.Select(change => change.Previous?.Projection));
        Assert.Equal(["a:2", "a:3", "a:3"], events.Select(change => change.Current?.Projection));
    }

    private sealed class LengthProjector : IValueProjector
    {
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        public object? Project(StoreKey key, ReadOnlyMemory<byte> value)
        {
            Interlocked.Increment(ref _calls);
            return $"{key}:{value.Length}";
        }
    }
}
