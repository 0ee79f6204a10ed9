using System.Diagnostics;
using System.Globalization;
using Kube.Store.Kv;
using Kube.Store.Maintenance;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Benchmarks.Store;

/// <summary>A store of a million keys: how long it takes to open after its process is gone, and how long anyone waits while it is compacted under load.</summary>
internal static class RecoveryBenchmark
{
    private const int Keys = 1_000_000;
    private const int Batch = 100;

    public static async Task RunAsync(TimeSpan counted)
    {
        var directory = Directory.CreateTempSubdirectory("kube-bench-");
        try
        {
            await using (var filled = Open(directory.FullName))
            {
                await FillAsync(filled.GetRequiredService<IKeyValueStore>());
                await PauseAsync(filled, counted);
            }

            var started = Stopwatch.GetTimestamp();
            await using var again = Open(directory.FullName);
            var status = await again.GetRequiredService<IStoreMaintenance>().GetStatusAsync(CancellationToken.None);
            Console.WriteLine($"{"recovery of 1,000,000 keys",-34}{Stopwatch.GetElapsedTime(started).TotalSeconds,14:0.00} s (revision {status.Revision:#,0})");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static ServiceProvider Open(string directory)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddKubeStore().UseEmbedded(wal => wal.Directory = directory);
        return services.BuildServiceProvider();
    }

    private static async Task FillAsync(IKeyValueStore store)
    {
        var value = new byte[256];
        await Parallel.ForAsync(0, Keys / Batch, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (batch, cancellationToken) =>
        {
            List<StoreOperation> puts = [.. Enumerable.Range(batch * Batch, Batch).Select(number => new PutOperation(Key(number), value))];
            await store.CommitAsync(new Transaction { Success = puts }, cancellationToken);
        });
    }

    /// <summary>One writer and one reader, each on its own, while superseded revisions are compacted away again and again: the longest that either waits.</summary>
    private static async Task PauseAsync(ServiceProvider provider, TimeSpan counted)
    {
        var store = provider.GetRequiredService<IKeyValueStore>();
        var maintenance = provider.GetRequiredService<IStoreMaintenance>();
        using var stop = new CancellationTokenSource();
        var value = new byte[256];
        var writing = Task.Run(() => WorstAsync(number => store.CommitAsync(Transaction.Put(Key(number * 7919 % Keys), value), CancellationToken.None).AsTask(), stop.Token));
        // Reads complete at once: a loop of them would own a thread of the pool, so it brings its own.
        var reading = Task.Factory.StartNew(
            () => WorstAsync(number => store.RangeAsync(new() { Range = KeyRange.Single(Key(number * 104_729 % Keys)) }, CancellationToken.None).AsTask(), stop.Token),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        var compactions = 0;
        var collector = Task.Run(() => LongestCollectionAsync(stop.Token));
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < counted; compactions++)
        {
            await Task.Delay(500);
            var status = await maintenance.GetStatusAsync(CancellationToken.None);
            await maintenance.CompactAsync(status.Revision, CancellationToken.None);
        }

        await stop.CancelAsync();
        Console.WriteLine($"{$"worst wait, {compactions} compactions",-34}{"write",8}{await writing,8:0.0} ms{"read",8}{await reading,8:0.0} ms{"collector",12}{await collector,8:0.0} ms");
    }

    /// <summary>The longest that the collector stopped the process: what of the waits is not the store's own.</summary>
    private static async Task<double> LongestCollectionAsync(CancellationToken stop)
    {
        var longest = 0.0;
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(20, CancellationToken.None);
            foreach (var kind in (GCKind[])[GCKind.Ephemeral, GCKind.FullBlocking, GCKind.Background])
                foreach (var pause in GC.GetGCMemoryInfo(kind).PauseDurations) longest = Math.Max(longest, pause.TotalMilliseconds);
        }

        return longest;
    }

    private static async Task<double> WorstAsync(Func<int, Task> work, CancellationToken stop)
    {
        var worst = 0.0;
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var started = Stopwatch.GetTimestamp();
            await work(number);
            // The first second warms up.
            if (number > 2_000) worst = Math.Max(worst, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return worst;
    }

    private static StoreKey Key(int number) => StoreKey.FromString(string.Create(CultureInfo.InvariantCulture, $"/registry/bench/{Math.Abs(number):0000000}"));
}
