using Kube.Store.Embedded;
using Kube.Store.Errors;
using Kube.Store.Kv;
using Kube.Store.Wal;
using Kube.Testing.Store;

namespace Kube.Store.Tests.Wal;

/// <summary>Power cuts at random moments of random work, on a disk that forgets, tears and reorders whatever was not synced, names included.</summary>
public sealed class PowerCutTests
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("KUBE_LONG") == "1";

    /// <summary>Every acknowledged transaction is there, whole; none is there in part; revisions have no gap. 10,000 cuts with KUBE_LONG=1.</summary>
    [Fact]
    public Task PowerCut_Always_LosesNothingAcknowledged() => RunSeedsAsync(IsLong ? 2_500 : 250, Durability.Always);

    /// <summary>With weaker durability a cut may lose the newest transactions, but leaves no hole and no half of one.</summary>
    [Fact]
    public Task PowerCut_None_LeavesAPrefix() => RunSeedsAsync(IsLong ? 500 : 50, Durability.None);

    private static Task RunSeedsAsync(int seeds, Durability durability) => Parallel.ForEachAsync(
        Enumerable.Range(1, seeds),
        new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = TestContext.Current.CancellationToken },
        async (seed, cancellationToken) =>
        {
            try
            {
                await new PowerCutRun(seed, durability).RunAsync(cuts: 4, cancellationToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                throw new InvalidOperationException($"seed {seed}: {error.Message}", error);
            }
        });
}

/// <summary>One seeded run: work, cut, recover, compare, several times over on one disk.</summary>
internal sealed class PowerCutRun(int seed, Durability durability)
{
    private readonly Random _random = new(seed);
    private readonly SimulatedDisk _disk = new(seed * 31);
    private readonly PowerCutModel _model = new();

    public async Task RunAsync(int cuts, CancellationToken cancellationToken)
    {
        for (var cut = 0; cut < cuts; cut++)
        {
            // One cut in four falls into the opening itself, which also writes.
            if (_random.Next(4) == 0)
                _disk.CutPowerAfter(_random.Next(8));
            if (await TryOpenAsync() is { } store)
            {
                _disk.CutPowerAfter(int.MaxValue);
                if (!_disk.IsOff)
                    await _model.CheckAsync(store, durability, cancellationToken);
                _disk.CutPowerAfter(_random.Next(_random.Next(3) == 0 ? 10 : 150));
                await WorkAsync(store, cancellationToken);
                await store.DisposeAsync();
            }
            _disk.CutPower();
        }
        await using var last = await EmbeddedStore.OpenAsync(Settings());
        await _model.CheckAsync(last, durability, cancellationToken);
    }

    private EmbeddedStoreSettings Settings() => new(_disk)
    {
        Wal = new() { SegmentBytes = 4096, CheckpointBytes = 3000, Durability = durability },
        Store = new() { HistoryBytes = 2000 },
    };

    private async Task<EmbeddedStore?> TryOpenAsync()
    {
        try
        {
            return await EmbeddedStore.OpenAsync(Settings());
        }
        catch (IOException) when (_disk.IsOff)
        {
            return null;
        }
    }

    private Task WorkAsync(EmbeddedStore store, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, 1 + _random.Next(4)).Select(_ => WriteAsync(store, new Random(_random.Next()), cancellationToken)).ToArray());

    private async Task WriteAsync(EmbeddedStore store, Random random, CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            while (!_disk.IsOff)
            {
                if (random.Next(12) == 0 && store.CurrentRevision > store.CompactedRevision + 1)
                    await store.CompactAsync(random.NextInt64(store.CompactedRevision + 1, store.CurrentRevision + 1), cancellationToken);
                var work = _model.Submit(random);
                var result = await store.CommitAsync(work.Transaction, cancellationToken);
                _model.Acknowledge(work, result.Revision);
            }
        }
        catch (RevisionCompactedException)
        {
            // Another writer compacted first.
        }
        catch (Exception error) when (_disk.IsOff && error is StoreFaultedException { InnerException: IOException } or IOException)
        {
            // The power went.
        }
    }
}

/// <summary>A transaction of the test: puts and deletes that name it.</summary>
internal sealed record SubmittedWork(int Id, Transaction Transaction, int Puts);

/// <summary>What was submitted and acknowledged, and what recovery has shown so far.</summary>
internal sealed class PowerCutModel
{
    private readonly Lock _gate = new();
    private readonly List<SubmittedWork> _submitted = [];
    private readonly Dictionary<long, SubmittedWork> _acknowledged = [];
    private readonly Dictionary<long, SubmittedWork> _recovered = [];

    public SubmittedWork Submit(Random random)
    {
        lock (_gate)
        {
            var id = _submitted.Count;
            var operations = new List<StoreOperation>();
            var keys = Enumerable.Range(0, 12).ToArray();
            random.Shuffle(keys);
            var puts = 1 + random.Next(3);
            for (var i = 0; i < puts; i++)
            {
                var size = random.Next(6) switch { 0 => 1500, 1 => 600, _ => 30 };
                var value = new byte[size];                     // mostly zeros: all-zero sectors that were written as such
                BitConverter.TryWriteBytes(value, id);
                BitConverter.TryWriteBytes(value.AsSpan(4), puts);
                value[8] = (byte)i;
                operations.Add(new PutOperation(Key(keys[i]), value));
            }
            for (var i = 0; i < random.Next(3); i++)
                operations.Add(new DeleteOperation(KeyRange.Single(Key(keys[puts + i]))));
            var work = new SubmittedWork(id, new() { Success = operations }, puts);
            _submitted.Add(work);
            return work;
        }
    }

    public void Acknowledge(SubmittedWork work, long revision)
    {
        lock (_gate)
            Assert.True(_acknowledged.TryAdd(revision, work), $"revision {revision} was given twice");
    }

    /// <summary>Compares the store, just opened, with everything that is known.</summary>
    public async Task CheckAsync(EmbeddedStore store, Durability durability, CancellationToken cancellationToken)
    {
        var newest = store.CurrentRevision;
        var oldest = Math.Max(store.CompactedRevision, 2);
        var lost = _acknowledged.Keys.Where(revision => revision > newest).ToArray();
        if (durability == Durability.Always)
            Assert.True(lost.Length == 0, $"acknowledged revisions {string.Join(',', lost)} are lost; the newest is {newest}");
        foreach (var revision in lost)
            _acknowledged.Remove(revision);
        foreach (var revision in _recovered.Keys.Where(revision => revision > newest).ToArray())
            Assert.Fail($"revision {revision} had been recovered and is lost");

        if (newest >= oldest)
            await ReadHistoryAsync(store, oldest, newest, cancellationToken);
        foreach (var (revision, work) in _acknowledged.Where(known => known.Key >= oldest))
            Assert.Equal(work.Id, _recovered[revision].Id);
        CheckState(store, newest);
        if (newest > oldest)
            CheckState(store.OpenAt((newest + oldest) / 2));
    }

    /// <summary>Every revision from the oldest to the newest is one submitted transaction, all of it.</summary>
    private async Task ReadHistoryAsync(EmbeddedStore store, long oldest, long newest, CancellationToken cancellationToken)
    {
        var expected = oldest;
        await foreach (var batch in store.WatchAsync(new() { Range = KeyRange.All, FromRevision = oldest }, cancellationToken))
        {
            foreach (var transaction in batch.Events.GroupBy(change => change.Revision))
            {
                Assert.Equal(expected++, transaction.Key);
                var puts = transaction.Where(change => change.Current is not null).ToArray();
                var id = BitConverter.ToInt32(puts[0].Current!.Value.Span);
                var work = _submitted[id];
                Assert.Equal(work.Puts, puts.Length);
                Assert.All(puts, put => Assert.Equal(id, BitConverter.ToInt32(put.Current!.Value.Span)));
                Assert.Equal(Enumerable.Range(0, transaction.Count()), transaction.Select(change => change.SubRevision));
                if (_recovered.TryGetValue(transaction.Key, out var before))
                    Assert.Equal(before.Id, id);
                _recovered[transaction.Key] = work;
            }
            if (batch.Revision >= newest)
                break;
        }
        Assert.Equal(newest + 1, expected);
    }

    private void CheckState(EmbeddedStore store, long newest)
    {
        var snapshot = store.Open();
        Assert.Equal(newest, snapshot.Revision);
        CheckState(snapshot);
        Assert.Equal(snapshot.Ascending(KeyRange.All).Count(), snapshot.Count(KeyRange.All));
    }

    /// <summary>Carries out the known transactions in memory and compares.</summary>
    private void CheckState(Kube.Store.Snapshots.IStoreSnapshot snapshot)
    {
        var expected = new SortedDictionary<StoreKey, (long Create, long Mod, long Version, ReadOnlyMemory<byte> Value)>();
        for (var revision = 2L; revision <= snapshot.Revision; revision++)
        {
            foreach (var operation in Known(revision).Transaction.Success)
            {
                if (operation is PutOperation put)
                {
                    expected[put.Key] = expected.TryGetValue(put.Key, out var old)
                        ? (old.Create, revision, old.Version + 1, put.Value)
                        : (revision, revision, 1, put.Value);
                }
                else if (operation is DeleteOperation delete)
                {
                    expected.Remove(delete.Range.Start);
                }
            }
        }
        var actual = snapshot.Ascending(KeyRange.All).ToArray();
        Assert.Equal(expected.Keys.Select(key => key.ToString()), actual.Select(entry => entry.Key.ToString()));
        foreach (var entry in actual)
        {
            var (create, mod, version, value) = expected[entry.Key];
            Assert.Equal((create, mod, version), (entry.CreateRevision, entry.ModRevision, entry.Version));
            Assert.True(value.Span.SequenceEqual(entry.Value.Span), $"{entry.Key} has another value");
        }
    }

    /// <summary>What was compacted before a recovery could show it is known from its acknowledgement.</summary>
    private SubmittedWork Known(long revision) => _recovered.TryGetValue(revision, out var work) ? work : _acknowledged[revision];

    private static StoreKey Key(int number) => StoreKey.FromString($"/registry/things/{number:d2}");
}
