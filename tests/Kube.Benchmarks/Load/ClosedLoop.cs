using System.Diagnostics;
using Kube.Benchmarks.Peers;

namespace Kube.Benchmarks.Load;

/// <summary>N clients that each send the next request as soon as the last is answered, for a while; the warm-up is not counted.</summary>
internal static class ClosedLoop
{
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(4);

    /// <param name="server">The server.</param>
    /// <param name="clients">How many connections.</param>
    /// <param name="counted">How long is counted.</param>
    /// <param name="expected">The status that every answer must have.</param>
    /// <param name="next">The bytes of a client's next request: client number, then its count of requests so far.</param>
    public static async Task<LoadResult> RunAsync(ServerProcess server, int clients, TimeSpan counted, int expected, Func<int, int, ReadOnlyMemory<byte>> next)
    {
        var samples = new List<double>[clients];
        var bytes = new long[clients];
        var meter = new ServerMeter(server);
        var from = Stopwatch.GetTimestamp() + (long)(s_warmUp.TotalSeconds * Stopwatch.Frequency);
        var until = from + (long)(counted.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(() => RunClientAsync(client))));
        var all = samples.SelectMany(static list => list).Order().ToArray();
        return new LoadResult(
            all.Length / counted.TotalSeconds, bytes.Sum() / counted.TotalSeconds, Percentile(all, 0.5), Percentile(all, 0.99), meter.Spent.TotalMicroseconds / all.Length);

        async Task RunClientAsync(int client)
        {
            var taken = samples[client] = new List<double>(1 << 16);
            await using var connection = await LeanConnection.OpenAsync(server.Endpoint, CancellationToken.None);
            for (var count = 0; ; count++)
            {
                var started = Stopwatch.GetTimestamp();
                if (started >= from) meter.Begin();
                if (started >= until)
                {
                    meter.End();
                    return;
                }

                var answer = await connection.SendAsync(next(client, count), CancellationToken.None);
                var ended = Stopwatch.GetTimestamp();
                if (answer.Status != expected) throw new InvalidOperationException($"expected {expected}, the server answered {answer.Status}");
                if (started < from || ended > until) continue;
                taken.Add((ended - started) * 1000.0 / Stopwatch.Frequency);
                bytes[client] += answer.BodyBytes;
            }
        }
    }

    /// <summary>Sends so many requests from so many clients, as fast as they are answered.</summary>
    public static Task SendAsync(Endpoint endpoint, int clients, int requests, int expected, Func<int, ReadOnlyMemory<byte>> next) =>
        Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            await using var connection = await LeanConnection.OpenAsync(endpoint, CancellationToken.None);
            for (var number = client; number < requests; number += clients)
            {
                var answer = await connection.SendAsync(next(number), CancellationToken.None);
                if (answer.Status != expected) throw new InvalidOperationException($"expected {expected}, the server answered {answer.Status}");
            }
        })));

    public static double Percentile(double[] sorted, double share) => sorted.Length == 0 ? 0 : sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)];
}
