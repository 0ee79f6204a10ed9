using System.Diagnostics;
using System.Globalization;
using Kube.Benchmarks.Load;
using Kube.Benchmarks.Peers;
using Kube.Store.Kv;
using Kube.Store.Wal;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Benchmarks.Store;

/// <summary>The embedded store in this process: writers that wait for the disk, beside a bare loop of the same disk's syncs.</summary>
internal static class StoreBenchmark
{
    private const int ValueBytes = 1024;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(string[] args)
    {
        var counted = args is ["--seconds", var seconds, ..]
            ? TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture))
            : TimeSpan.FromSeconds(10);
        Console.WriteLine($"store benchmark: {Environment.ProcessorCount} cores, {ValueBytes} B values, durable, {counted.TotalSeconds:0} s a row after warm-up");
        Console.WriteLine($"{"row",-34}{"per second",14}{"p50 ms",10}{"p99 ms",10}");
        if (args.Contains("--recovery"))
        {
            await RecoveryBenchmark.RunAsync(counted);
            return 0;
        }

        Print("bare write and sync, one file", SyncLoop(counted));
        Print("put, 1 writer", await WritersAsync(1, counted, Durability.Always));
        Print("put, 32 writers", await WritersAsync(32, counted, Durability.Always));
        Print("put, 1,000 writers", await WritersAsync(1_000, counted, Durability.Always));
        Print("put, 1,000 writers, not durable", await WritersAsync(1_000, counted, Durability.None));
        if (!args.Contains("--no-etcd")) await EtcdAsync(counted);
        await RecoveryBenchmark.RunAsync(counted);
        return 0;
    }

    private static async Task EtcdAsync(TimeSpan counted)
    {
        await using var etcd = await EtcdProcess.TryStartAsync();
        if (etcd is null)
        {
            Console.WriteLine("etcd is not on the PATH: no peer beside the rows above (Debian: apt-get install etcd-server)");
            return;
        }

        Print("etcd put, 1 writer", await LoopsAsync(1, counted, etcd.PutAsync));
        Print("etcd put, 1,000 writers", await LoopsAsync(1_000, counted, etcd.PutAsync));
    }

    /// <summary>What the disk allows one who writes 1 KB and waits for it, each time.</summary>
    private static LoadResult SyncLoop(TimeSpan counted)
    {
        var directory = Directory.CreateTempSubdirectory("kube-bench-");
        try
        {
            using var file = File.OpenHandle(Path.Combine(directory.FullName, "sync"), FileMode.Create, FileAccess.ReadWrite, preallocationSize: 64 << 20);
            var value = new byte[ValueBytes];
            var samples = new List<double>();
            var clock = Stopwatch.StartNew();
            for (var at = 0L; clock.Elapsed < counted; at = (at + ValueBytes) % (64 << 20))
            {
                var started = Stopwatch.GetTimestamp();
                RandomAccess.Write(file, value, at);
                RandomAccess.FlushToDisk(file);
                samples.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            return Result(samples, counted);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<LoadResult> WritersAsync(int writers, TimeSpan counted, Durability durability)
    {
        var directory = Directory.CreateTempSubdirectory("kube-bench-");
        try
        {
            var services = new ServiceCollection();
            services.AddLogging();
            services.AddKubeStore().UseEmbedded(wal =>
            {
                wal.Directory = directory.FullName;
                wal.Durability = durability;
            });
            await using var provider = services.BuildServiceProvider();
            var store = provider.GetRequiredService<IKeyValueStore>();
            return await LoopsAsync(writers, counted, (key, value) => store.CommitAsync(Transaction.Put(StoreKey.FromString(key), value), CancellationToken.None).AsTask());
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<LoadResult> LoopsAsync(int writers, TimeSpan counted, Func<string, byte[], Task> put)
    {
        var from = Stopwatch.GetTimestamp() + (long)(s_warmUp.TotalSeconds * Stopwatch.Frequency);
        var until = from + (long)(counted.TotalSeconds * Stopwatch.Frequency);
        var samples = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(() => WriteAsync(put, writer, from, until))));
        return Result(samples.SelectMany(static list => list), counted);
    }

    /// <summary>Each writer updates a thousand keys of its own, over and over, as controllers do with statuses.</summary>
    private static async Task<List<double>> WriteAsync(Func<string, byte[], Task> put, int writer, long from, long until)
    {
        var value = new byte[ValueBytes];
        var samples = new List<double>();
        for (var count = 0; ; count++)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"/bench/{writer:0000}/{count % 1_000:0000}");
            var started = Stopwatch.GetTimestamp();
            if (started >= until) return samples;
            await put(key, value);
            var ended = Stopwatch.GetTimestamp();
            if (started >= from && ended <= until) samples.Add((ended - started) * 1000.0 / Stopwatch.Frequency);
        }
    }

    private static LoadResult Result(IEnumerable<double> samples, TimeSpan counted)
    {
        var sorted = samples.Order().ToArray();
        return new LoadResult(sorted.Length / counted.TotalSeconds, 0, ClosedLoop.Percentile(sorted, 0.5), ClosedLoop.Percentile(sorted, 0.99));
    }

    private static void Print(string row, LoadResult result) =>
        Console.WriteLine($"{row,-34}{result.PerSecond,14:#,0.0}{result.MedianMs,10:0.00}{result.P99Ms,10:0.00}");
}
