using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Kube.Benchmarks.Load;
using Kube.Benchmarks.Peers;

namespace Kube.Benchmarks.Cluster;

/// <summary>The whole sample cluster: how soon it is there, how soon a pod runs, and what it weighs while nothing happens.</summary>
internal sealed class ClusterBenchmark(ServerProcess cluster)
{
    private const int Pods = 60;
    private const int WarmPods = 10;
    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(300);

    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length > 0)
        {
            Console.Error.WriteLine("cluster: takes no argument");
            return 2;
        }

        Console.WriteLine($"cluster benchmark: {Environment.ProcessorCount} cores, everything in one process, process runtime, durable");
        var starts = new List<double>();
        for (var round = 0; round < 5; round++)
        {
            var started = Stopwatch.GetTimestamp();
            await using var fresh = await StartAsync();
            await new ClusterBenchmark(fresh).WaitForNodeAndServiceAsync();
            starts.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        Console.WriteLine($"{"start to ready, median of 5",-34}{starts.Order().ElementAt(2),10:0.00} s (readyz, node Ready, kubernetes service; process start included)");
        await using var cluster = await StartAsync();
        var benchmark = new ClusterBenchmark(cluster);
        await benchmark.WaitForNodeAndServiceAsync();
        await Task.Delay(TimeSpan.FromSeconds(10));
        Console.WriteLine($"{"resident, idle",-34}{cluster.ResidentBytes / 1e6,10:0} MB");
        await benchmark.CreateToRunningAsync();
        Console.WriteLine($"{"resident, with its pods",-34}{cluster.ResidentBytes / 1e6,10:0} MB ({Pods} pods, shims and programs not counted)");
        await benchmark.DeleteAllAsync();
        return 0;
    }

    private static Task<ServerProcess> StartAsync() =>
        ServerProcess.StartClusterAsync("--cluster-cidr", "10.205.0.0/16", "--service-cluster-ip-range", "10.206.0.0/16");

    private async Task WaitForNodeAndServiceAsync()
    {
        await using var connection = await LeanConnection.OpenAsync(cluster.Endpoint, CancellationToken.None);
        while (!await IsThereAsync(connection, "/readyz", static text => text == "ok")) await Task.Delay(5);
        while (!await IsThereAsync(connection, "/api/v1/namespaces/default/services/kubernetes", static text => text.Contains("\"clusterIP\"", StringComparison.Ordinal)))
            await Task.Delay(5);
        while (!await IsThereAsync(connection, "/api/v1/nodes", HasReadyNode)) await Task.Delay(5);
    }

    private async Task<bool> IsThereAsync(LeanConnection connection, string path, Func<string, bool> judge) =>
        judge(await connection.ReadTextAsync(cluster.Endpoint.Request("GET", path), CancellationToken.None));

    private static bool HasReadyNode(string list)
    {
        using var document = JsonDocument.Parse(list);
        return document.RootElement.TryGetProperty("items", out var items)
            && items.EnumerateArray().Any(static node => node.GetProperty("status").TryGetProperty("conditions", out var conditions)
                && conditions.EnumerateArray().Any(static condition =>
                    condition.GetProperty("type").GetString() == "Ready" && condition.GetProperty("status").GetString() == "True"));
    }

    /// <summary>One pod at a time on a cluster that is at rest; the time from sending the create to the watch event that shows it Running.</summary>
    private async Task CreateToRunningAsync()
    {
        using var ending = new CancellationTokenSource();
        var running = new Dictionary<string, TaskCompletionSource<long>>();
        await using var watch = await LeanConnection.OpenAsync(cluster.Endpoint, CancellationToken.None);
        var watching = watch.StreamAsync(
            cluster.Endpoint.Request("GET", "/api/v1/namespaces/default/pods?watch=true"), new RunningPods(running).Take, ending.Token);
        await using var connection = await LeanConnection.OpenAsync(cluster.Endpoint, CancellationToken.None);
        var samples = new List<double>();
        for (var number = 0; number < Pods; number++)
        {
            await Task.Delay(s_rest);
            var name = string.Create(CultureInfo.InvariantCulture, $"bench-{number:000}");
            var seen = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (running) running[name] = seen;
            var started = Stopwatch.GetTimestamp();
            var answer = await connection.SendAsync(cluster.Endpoint.Request("POST", "/api/v1/namespaces/default/pods", Pod(name)), CancellationToken.None);
            if (answer.Status != 201) throw new InvalidOperationException($"creating {name}: the server answered {answer.Status}");
            var at = await seen.Task.WaitAsync(TimeSpan.FromSeconds(30));
            if (number >= WarmPods) samples.Add(Stopwatch.GetElapsedTime(started, at).TotalMilliseconds);
        }

        await ending.CancelAsync();
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        double[] sorted = [.. samples.Order()];
        Console.WriteLine($"{"pod create to Running",-34}{ClosedLoop.Percentile(sorted, 0.5),10:0.0} ms p50 {ClosedLoop.Percentile(sorted, 0.99),8:0.0} ms p99");
    }

    private async Task DeleteAllAsync()
    {
        await using var connection = await LeanConnection.OpenAsync(cluster.Endpoint, CancellationToken.None);
        await connection.SendAsync(cluster.Endpoint.Request("DELETE", "/api/v1/namespaces/default/pods?gracePeriodSeconds=1"), CancellationToken.None);
        while (!await IsThereAsync(connection, "/api/v1/namespaces/default/pods?limit=1", static text => text.Contains("\"items\":[]", StringComparison.Ordinal)))
            await Task.Delay(50);
    }

    private static string Pod(string name) =>
        $$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}"},"spec":{"terminationGracePeriodSeconds":1,"containers":[{"name":"c","image":"any","command":["sleep","3600"]}]}}""";

    /// <summary>Reads the lines of a watch and notes when a pod is first shown Running.</summary>
    private sealed class RunningPods(Dictionary<string, TaskCompletionSource<long>> running)
    {
        private readonly MemoryStream _line = new();

        public void Take(ReadOnlyMemory<byte> piece)
        {
            var now = Stopwatch.GetTimestamp();
            var rest = piece.Span;
            for (var end = rest.IndexOf((byte)'\n'); end >= 0; end = rest.IndexOf((byte)'\n'))
            {
                _line.Write(rest[..end]);
                rest = rest[(end + 1)..];
                Note(now);
                _line.SetLength(0);
            }

            _line.Write(rest);
        }

        private void Note(long now)
        {
            // A chunk's size stands on a line of its own.
            if (_line.Length == 0 || _line.GetBuffer()[0] != '{') return;
            using var document = JsonDocument.Parse(_line.GetBuffer().AsMemory(0, (int)_line.Length));
            var pod = document.RootElement.GetProperty("object");
            if (!pod.TryGetProperty("status", out var status) || !status.TryGetProperty("phase", out var phase) || phase.GetString() != "Running") return;
            lock (running) running.GetValueOrDefault(pod.GetProperty("metadata").GetProperty("name").GetString()!)?.TrySetResult(now);
        }
    }
}
