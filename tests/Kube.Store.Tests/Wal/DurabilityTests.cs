using Kube.Store.Embedded;
using Kube.Store.Errors;
using Kube.Store.Kv;
using Kube.Store.Wal;
using Kube.Testing.Store;

namespace Kube.Store.Tests.Wal;

/// <summary>When is a transaction acknowledged, and what happens when the disk refuses.</summary>
public sealed class DurabilityTests
{
    private readonly SimulatedDisk _disk = new(4);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CommitAsync_SyncHeld_IsNotAcknowledged()
    {
        await using var store = await EmbeddedStore.OpenAsync(new(_disk));
        await PutAsync(store, "warm");
        _disk.HoldSyncs();
        var commits = Enumerable.Range(0, 100).Select(i => PutAsync(store, $"k{i}")).ToArray();
        await _disk.WaitForHeldSyncAsync(Cancel);
        Assert.All(commits, commit => Assert.False(commit.IsCompleted));
        Assert.Equal(2, store.CurrentRevision);                 // and nobody is shown what is not on disk
        _disk.ReleaseSyncs();
        await Task.WhenAll(commits);
        Assert.Equal(102, store.CurrentRevision);
    }

    /// <summary>A thousand writers at once share syncs; each is acknowledged after the one that covers it.</summary>
    [Fact]
    public async Task CommitAsync_ManyWriters_ShareSyncs()
    {
        await using var store = await EmbeddedStore.OpenAsync(new(_disk));
        await PutAsync(store, "warm");
        _disk.HoldSyncs();
        var first = PutAsync(store, "first");
        var commits = Enumerable.Range(0, 1000).Select(i => PutAsync(store, $"k{i}")).ToArray();
        var before = _disk.SyncCount;
        _disk.ReleaseSyncs();
        await first;
        await Task.WhenAll(commits);
        Assert.InRange(_disk.SyncCount - before, 1, 10);
    }

    [Fact]
    public async Task CommitAsync_OneWriter_SyncsEachTransaction()
    {
        await using var store = await EmbeddedStore.OpenAsync(new(_disk));
        await PutAsync(store, "warm");
        for (var i = 0; i < 20; i++)
        {
            var before = _disk.SyncCount;
            await PutAsync(store, $"k{i}");
            Assert.Equal(before + 1, _disk.SyncCount);
        }
    }

    [Fact]
    public async Task CommitAsync_Interval_SyncsLater()
    {
        var time = new ManualTime();
        await using var store = await EmbeddedStore.OpenAsync(
            new(_disk) { Time = time, Wal = new() { Durability = Durability.Interval, SyncInterval = TimeSpan.FromSeconds(1) } });
        await PutAsync(store, "warm");
        var before = _disk.SyncCount;
        for (var i = 0; i < 20; i++)
            await PutAsync(store, $"k{i}");
        Assert.Equal(before, _disk.SyncCount);
        while (_disk.SyncCount == before)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        _disk.CutPower();
        await using var after = await EmbeddedStore.OpenAsync(new(_disk));
        Assert.Equal(22, after.CurrentRevision);
    }

    /// <summary>A failed sync is never tried again: the store is done, for writers, readers and watchers, until it is opened anew.</summary>
    [Fact]
    public async Task CommitAsync_SyncFails_FaultsForGood()
    {
        var store = await EmbeddedStore.OpenAsync(new(_disk));
        await PutAsync(store, "a");
        await using var watch = store.WatchAsync(new() { Range = KeyRange.All }, Cancel).GetAsyncEnumerator(Cancel);
        var next = watch.MoveNextAsync().AsTask();
        _disk.FailSyncs(1);
        var failed = await Assert.ThrowsAsync<StoreFaultedException>(() => PutAsync(store, "b"));
        Assert.IsType<IOException>(failed.InnerException);
        await Assert.ThrowsAsync<StoreFaultedException>(() => PutAsync(store, "c"));
        await Assert.ThrowsAsync<StoreFaultedException>(() => next);
        Assert.Throws<StoreFaultedException>(() => store.Open());
        await Assert.ThrowsAsync<StoreFaultedException>(() => store.RangeAsync(new() { Range = KeyRange.All }, Cancel).AsTask());
        Assert.NotNull((await store.GetStatusAsync(Cancel)).Fault);
        await store.DisposeAsync();

        _disk.CutPower();
        await using var after = await EmbeddedStore.OpenAsync(new(_disk));
        Assert.True(after.Open().TryGet("a"u8, out _));
        await PutAsync(after, "d");
    }

    /// <summary>A full disk refuses clearly, loses nothing acknowledged, and takes transactions again when there is space.</summary>
    [Fact]
    public async Task CommitAsync_DiskFull_RefusesAndRecovers()
    {
        var settings = new EmbeddedStoreSettings(_disk) { Wal = new() { SegmentBytes = 8192 } };
        _disk.CapacityBytes = 40_000;
        var acknowledged = 0;
        await using (var store = await EmbeddedStore.OpenAsync(settings))
        {
            var full = await Assert.ThrowsAsync<StoreFullException>(async () =>
            {
                for (; acknowledged < 1000; acknowledged++)
                    await store.CommitAsync(Transaction.Put(StoreKey.FromString($"k{acknowledged:d4}"), new byte[500]), Cancel);
            });
            Assert.Contains("/simulated/", full.Path, StringComparison.Ordinal);
            Assert.Equal(acknowledged + 1, store.CurrentRevision);
            await Assert.ThrowsAsync<StoreFullException>(() => store.CommitAsync(Transaction.Put(StoreKey.FromString("x"), new byte[5000]), Cancel).AsTask());
            Assert.Equal(acknowledged, store.Open().Count(KeyRange.All));

            _disk.CapacityBytes = long.MaxValue;
            await store.CommitAsync(Transaction.Put(StoreKey.FromString("x"), new byte[5000]), Cancel);
        }
        _disk.CutPower();
        await using var after = await EmbeddedStore.OpenAsync(settings);
        Assert.Equal(acknowledged + 1, after.Open().Count(KeyRange.All));
    }

    /// <summary>Compaction gives space back while the store serves.</summary>
    [Fact]
    public async Task CompactAsync_OldRevisions_GivesSpaceBack()
    {
        var settings = new EmbeddedStoreSettings(_disk) { Wal = new() { SegmentBytes = 8192, CheckpointBytes = 65_536 } };
        await using var store = await EmbeddedStore.OpenAsync(settings);
        // 2.3 MB are written. The space comes back in the background, so on a busy machine a little later: writing and compacting go on until it has.
        for (var i = 0; i < 4000 || (_disk.UsedBytes > 400_000 && i < 40_000); i++)
        {
            await store.CommitAsync(Transaction.Put(StoreKey.FromString($"k{i % 20}"), new byte[500]), Cancel);
            if (i % 100 == 99)
                await store.CompactAsync(store.CurrentRevision, Cancel);
        }
        Assert.InRange(_disk.UsedBytes, 10_000, 400_000);
        Assert.Equal(20, store.Open().Count(KeyRange.All));
    }

    /// <summary>A hot snapshot opens as a store of the same content.</summary>
    [Fact]
    public async Task WriteSnapshotAsync_Restored_IsTheSameStore()
    {
        await using var store = await EmbeddedStore.OpenAsync(new(_disk));
        await store.GrantAsync(new() { TimeToLive = TimeSpan.FromHours(1), LeaseId = 9 }, Cancel);
        for (var i = 0; i < 500; i++)
            await store.CommitAsync(Transaction.Put(StoreKey.FromString($"k{i % 100:d2}"), BitConverter.GetBytes(i), i % 2 == 0 ? 9 : 0), Cancel);
        using var stream = new MemoryStream();
        Assert.Equal(store.CurrentRevision, await store.WriteSnapshotAsync(stream, Cancel));

        var other = new SimulatedDisk(5);
        other.Replace("checkpoint-00000001", stream.ToArray());
        await using var restored = await EmbeddedStore.OpenAsync(new(other));
        Assert.Equal(store.CurrentRevision, restored.CurrentRevision);
        Assert.Equal(Lines(store), Lines(restored));
        Assert.Equal(50, (await restored.GetAsync(9, Cancel)).Keys.Count);
        await PutAsync(restored, "more");

        static IEnumerable<string> Lines(EmbeddedStore store) => store.Open().Ascending(KeyRange.All)
            .Select(entry => $"{entry.Key} {entry.CreateRevision} {entry.ModRevision} {entry.Version} {entry.Lease} {Convert.ToHexString(entry.Value.Span)}");
    }

    [Fact]
    public async Task OpenAsync_SecondInstance_IsRefused()
    {
        await using var store = await EmbeddedStore.OpenAsync(new(_disk));
        await Assert.ThrowsAsync<StoreLockedException>(() => EmbeddedStore.OpenAsync(new(_disk)).AsTask());

        using var directory = TestDirectory.Create();
        var real = new EmbeddedStoreSettings(new Kube.Store.Disk.FileStoreDisk(directory.Path)) { Wal = new() { SegmentBytes = 1 << 16 } };
        await using (await EmbeddedStore.OpenAsync(real))
        {
            var error = await Assert.ThrowsAsync<StoreLockedException>(
                () => EmbeddedStore.OpenAsync(real with { Disk = new Kube.Store.Disk.FileStoreDisk(directory.Path) }).AsTask());
            Assert.Equal(directory.Path, error.Directory);
        }
        await using var again = await EmbeddedStore.OpenAsync(real);
    }

    [Fact]
    public async Task DisposeAsync_Used_RefusesFurtherWork()
    {
        var store = await EmbeddedStore.OpenAsync(new(_disk));
        await using var watch = store.WatchAsync(new() { Range = KeyRange.All }, Cancel).GetAsyncEnumerator(Cancel);
        var next = watch.MoveNextAsync().AsTask();
        await store.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => next);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => PutAsync(store, "a"));
    }

    private static Task PutAsync(EmbeddedStore store, string key) =>
        store.CommitAsync(Transaction.Put(StoreKey.FromString(key), "v"u8.ToArray()), Cancel).AsTask();
}
