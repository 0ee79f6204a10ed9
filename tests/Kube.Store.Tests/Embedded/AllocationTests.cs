using Kube.Store.Disk;
using Kube.Store.Embedded;
using Kube.Store.Kv;
using Kube.Store.Wal;
using Kube.Tests.Shared;

namespace Kube.Store.Tests.Embedded;

/// <summary>Budgets of the hot paths, in bytes allocated.</summary>
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests : IDisposable
{
    private readonly TestDirectory _directory = TestDirectory.Create();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenAndGet_Newest_AllocateNothing()
    {
        await using var store = await FilledAsync(1000);
        var key = StoreKey.FromString("/k/00500");
        Read(store, key, 100);
        Assert.Equal(0, Allocations.Least(() => Read(store, key, 10_000)));
    }

    /// <summary>Walking a range costs the cursor, whatever its length.</summary>
    [Fact]
    public async Task Ascending_Range_AllocatesOnlyTheCursor()
    {
        await using var store = await FilledAsync(5000);
        Assert.Equal(5000, Walk(store));
        Assert.InRange(Allocations.Least(() => Walk(store)), 0, 500);
    }

    /// <summary>A create by many writers: request, result, entry, event and its share of the copied nodes; not the value.</summary>
    [Fact]
    public async Task CommitAsync_ManyCreates_StayInBudget()
    {
        await using var store = await FilledAsync(1000);
        const int Commits = 20_000;
        var value = new byte[2000];
        var keys = Enumerable.Range(0, Commits).Select(i => StoreKey.FromString($"/new/{i:d6}")).ToArray();
        var pending = new Task<TransactionResult>[500];
        await CreateAsync(store, keys.AsMemory(0, 2000), value, pending);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await CreateAsync(store, keys.AsMemory(2000), value, pending);
        var each = (GC.GetTotalAllocatedBytes(precise: true) - before) / (Commits - 2000);
        Assert.InRange(each, 0, 2500);
    }

    private static async Task CreateAsync(EmbeddedStore store, Memory<StoreKey> keys, byte[] value, Task<TransactionResult>[] pending)
    {
        for (var i = 0; i < keys.Length; i += pending.Length)
        {
            for (var n = 0; n < pending.Length; n++)
                pending[n] = store.CommitAsync(Transaction.PutIfAbsent(keys.Span[i + n], value), Cancel).AsTask();
            await Task.WhenAll(pending);
        }
    }

    private static void Read(EmbeddedStore store, StoreKey key, int times)
    {
        for (var i = 0; i < times; i++)
        {
            if (!store.Open().TryGet(key.Span, out var entry) || entry.Version != 1)
                throw new InvalidOperationException("the key is not there");
        }
    }

    private static int Walk(EmbeddedStore store)
    {
        var count = 0;
        foreach (var entry in store.Open().Ascending(KeyRange.All))
            count += (int)entry.Version;
        return count;
    }

    public void Dispose() => _directory.Dispose();

    private async Task<EmbeddedStore> FilledAsync(int keys)
    {
        var store = await EmbeddedStore.OpenAsync(new(new FileStoreDisk(_directory.Path)) { Wal = new() { Durability = Durability.None } });
        for (var i = 0; i < keys; i++)
            await store.CommitAsync(Transaction.Put(StoreKey.FromString($"/k/{i:d5}"), new byte[100]), Cancel);
        return store;
    }
}

/// <summary>Alone: the count of allocated bytes is the whole process's.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTestsGroup;
