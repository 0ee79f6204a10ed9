using System.Buffers.Text;
using System.Diagnostics;
using Kube.Benchmarks.Load;
using Kube.Benchmarks.Peers;

namespace Kube.Benchmarks.Api;

/// <summary>500 watchers of one namespace, events of about 0.6 KB: memory of an idle watcher, latency at a set rate, and the most that gets through.</summary>
internal static class WatchBenchmark
{
    public const string Namespace = "bench-watch";
    private const int Watchers = 500;
    private const int UnweighedWatchers = 1_000;
    private const int WeighedWatchers = 4_000;
    private const int IdleBufferBytes = 4 << 10;
    private const int Writers = 32;
    private const int PacedWriters = 4;
    private const int PacedEventsPerSecond = 125_000;

    public static async Task RunAsync(ServerProcess cluster, TimeSpan counted)
    {
        using var ending = new CancellationTokenSource();
        var audience = new WatchAudience(cluster.Endpoint, Watchers, Namespace);
        await audience.SubscribeAsync(ending.Token);
        // One connection cannot keep the pace: it waits for each answer behind the events of the one before. Several share it.
        var writers = new List<Writer>();
        for (var i = 0; i < Writers; i++) writers.Add(await Writer.OpenAsync(cluster.Endpoint));
        await MeasureAsync(cluster, "watch, paced", audience, counted, PacedEventsPerSecond / Watchers / (double)PacedWriters, writers[..PacedWriters]);
        await MeasureAsync(cluster, "watch, saturated", audience, counted, double.PositiveInfinity, writers);
        foreach (var writer in writers) await writer.DisposeAsync();
        await ending.CancelAsync();
        await audience.EndedAsync();
    }

    /// <summary>
    /// What a watcher costs that nothing happens to: in a server of its own that holds little else. The first thousand are not weighed: on them the server
    /// compiles its code and grows its pools, once and for all. So many are weighed that the collector's steps of four megabytes do not show.
    /// </summary>
    public static async Task WeighAsync()
    {
        await using var cluster = await ServerProcess.StartClusterAsync("--disable", "scheduler,controllers,node,proxy,dns");
        using var ending = new CancellationTokenSource();
        var first = new WatchAudience(cluster.Endpoint, UnweighedWatchers, Namespace, IdleBufferBytes);
        await first.SubscribeAsync(ending.Token);
        var before = cluster.ResidentBytes;
        var audience = new WatchAudience(cluster.Endpoint, WeighedWatchers, Namespace, IdleBufferBytes);
        await audience.SubscribeAsync(ending.Token);
        Console.WriteLine($"{"idle watcher, of " + WeighedWatchers,-34}{(cluster.ResidentBytes - before) / WeighedWatchers / 1024.0,14:0.0} KB");
        await ending.CancelAsync();
        await first.EndedAsync();
        await audience.EndedAsync();
    }

    private static async Task MeasureAsync(ServerProcess cluster, string row, WatchAudience audience, TimeSpan counted, double writesPerSecond, IReadOnlyList<Writer> writers)
    {
        using var stop = new CancellationTokenSource();
        var writing = writers.Select(writer => Task.Run(() => writer.RunAsync(writesPerSecond, stop.Token))).ToArray();
        await Task.Delay(TimeSpan.FromSeconds(4));
        audience.StartCounting();
        var started = Stopwatch.GetTimestamp();
        var spent = cluster.ProcessorTime;
        await Task.Delay(counted);
        spent = cluster.ProcessorTime - spent;
        var (events, latencies) = audience.StopCounting();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await stop.CancelAsync();
        await Task.WhenAll(writing);
        Console.WriteLine($"{row + ", events",-34}{events / seconds,14:#,0}{"",10}{ClosedLoop.Percentile(latencies, 0.5),10:0.00}{ClosedLoop.Percentile(latencies, 0.99),10:0.00}{spent.TotalMicroseconds / Math.Max(events, 1),12:0.00}");
    }

    /// <summary>Updates one config map over and over; each update carries the moment at which it was sent.</summary>
    private sealed class Writer(Endpoint endpoint, LeanConnection connection, string name) : IAsyncDisposable
    {
        private static int s_number;

        public static async Task<Writer> OpenAsync(Endpoint endpoint)
        {
            var name = $"ticker-{Interlocked.Increment(ref s_number)}";
            var connection = await LeanConnection.OpenAsync(endpoint, CancellationToken.None);
            var body = $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"},"data":{"filler":"{{{new string('f', 200)}}}"}}""";
            await connection.SendAsync(endpoint.Request("POST", $"/api/v1/namespaces/{Namespace}/configmaps", body), CancellationToken.None);
            return new Writer(endpoint, connection, name);
        }

        public async Task RunAsync(double perSecond, CancellationToken stop)
        {
            var started = Stopwatch.GetTimestamp();
            for (var count = 0L; !stop.IsCancellationRequested; count++)
            {
                var due = double.IsInfinity(perSecond) ? 0 : (count / perSecond) - Stopwatch.GetElapsedTime(started).TotalSeconds;
                if (due > 0.001) await Task.Delay(TimeSpan.FromSeconds(due), CancellationToken.None);
                var patch = $$$"""{"data":{"sent":"{{{Stopwatch.GetTimestamp():00000000000000000000}}}"}}""";
                var request = endpoint.Request("PATCH", $"/api/v1/namespaces/{Namespace}/configmaps/{name}", patch, "application/merge-patch+json");
                var answer = await connection.SendAsync(request, CancellationToken.None);
                if (answer.Status != 200) throw new InvalidOperationException($"the writer was answered with {answer.Status}");
            }
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }

    /// <summary>The watchers. All count events; every tenth also reads the moment at which the event was sent.</summary>
    private sealed class WatchAudience(Endpoint endpoint, int watchers, string ns, int bufferBytes = LeanConnection.DefaultBufferBytes)
    {
        private readonly long[] _counts = new long[watchers * 16];
        private readonly List<double>[] _latencies = [.. Enumerable.Range(0, watchers).Select(static _ => new List<double>())];
        private readonly List<Task> _reading = [];
        private volatile bool _counting;

        public async Task SubscribeAsync(CancellationToken cancellationToken)
        {
            var request = endpoint.Request("GET", $"/api/v1/namespaces/{ns}/configmaps?watch=true");
            for (var i = 0; i < watchers; i++)
            {
                var connection = await LeanConnection.OpenAsync(endpoint, cancellationToken, bufferBytes);
                _reading.Add(ReadAsync(connection, i, request, cancellationToken));
            }

            await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
        }

        public void StartCounting()
        {
            Array.Clear(_counts);
            foreach (var list in _latencies) list.Clear();
            _counting = true;
        }

        public (long Events, double[] Latencies) StopCounting()
        {
            _counting = false;
            return (_counts.Sum(), [.. _latencies.SelectMany(static list => list).Order()]);
        }

        public async Task EndedAsync()
        {
            foreach (var reading in _reading)
                await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        private async Task ReadAsync(LeanConnection connection, int watcher, byte[] request, CancellationToken cancellationToken)
        {
            await using var owned = connection;
            await connection.StreamAsync(request, piece => Take(watcher, piece.Span), cancellationToken);
        }

        // The marker may be cut by the end of a piece; such an event goes uncounted, which makes the figure smaller, never larger.
        private void Take(int watcher, ReadOnlySpan<byte> piece)
        {
            if (!_counting) return;
            var marker = "\"sent\":\""u8;
            var now = Stopwatch.GetTimestamp();
            for (var at = piece.IndexOf(marker); at >= 0; at = piece.IndexOf(marker))
            {
                piece = piece[(at + marker.Length)..];
                _counts[watcher * 16]++;
                if (watcher % 10 != 0 || !Utf8Parser.TryParse(piece[..Math.Min(20, piece.Length)], out long sent, out var used) || used < 20) continue;
                _latencies[watcher].Add((now - sent) * 1000.0 / Stopwatch.Frequency);
            }
        }
    }
}
