using Kube.Benchmarks.Load;
using Kube.Benchmarks.Peers;

namespace Kube.Benchmarks.Api;

/// <summary>The rows of design §8 that the API server owns, with the stub beside them in the same run.</summary>
internal sealed class ApiBenchmark(ServerProcess process, TimeSpan counted)
{
    private const int Clients = 32;
    private const int ListClients = 4;
    private const int PeerCreates = 6_700;
    private const int PeerPatches = 4_000;

    private readonly Endpoint _server = process.Endpoint;

    public static async Task<int> RunAsync(string[] args)
    {
        var options = ApiBenchmarkOptions.Parse(args);
        if (options is null) return 2;
        Console.WriteLine($"api benchmark: {Environment.ProcessorCount} cores shared with the client, TLS 1.3, durable store, {options.Counted.TotalSeconds:0} s a row after warm-up");
        Console.WriteLine($"{"row",-34}{"per second",14}{"MB/s",10}{"p50 ms",10}{"p99 ms",10}{"server µs",12}");
        ServerProcess.OtherServer = options.Server;
        if (options.Stub)
        {
            await using var stub = await ServerProcess.StartStubAsync();
            var baseline = new ApiBenchmark(stub, options.Counted);
            await baseline.RunRowAsync("stub", "create", options);
            await baseline.RunRowAsync("stub", "get", options);
            await baseline.RunRowAsync("stub", "list", options);
        }

        if (options.Rows.Contains("memory")) await MemoryAsync(options.Counted);
        if (options.Rows.Contains("watch")) await WatchBenchmark.WeighAsync();
        await using var cluster = await ServerProcess.StartClusterAsync("--disable", "scheduler,controllers,node,proxy,dns");
        var benchmark = new ApiBenchmark(cluster, options.Counted);
        await benchmark.PrepareAsync();
        foreach (var row in ApiBenchmarkOptions.LoadRows) await benchmark.RunRowAsync("cluster", row, options);
        if (options.Rows.Contains("watch")) await WatchBenchmark.RunAsync(cluster, options.Counted);
        if (options.Rows.Contains("memory")) Console.WriteLine($"{"cluster memory, after all rows",-34}{cluster.ResidentBytes / 1e6,14:0} MB");
        return 0;
    }

    /// <summary>
    /// Memory after a load of set size, so that a faster server is not charged for holding more: the pods that the list row reads, as many
    /// creates and patches as kube-apiserver does in the table's rows, and every reading row for its time.
    /// </summary>
    private static async Task MemoryAsync(TimeSpan counted)
    {
        await using var cluster = await ServerProcess.StartClusterAsync("--disable", "scheduler,controllers,node,proxy,dns");
        Console.WriteLine($"{"cluster memory, idle",-34}{cluster.ResidentBytes / 1e6,14:0} MB");
        var benchmark = new ApiBenchmark(cluster, counted);
        await benchmark.PrepareAsync();
        await benchmark.GetAsync();
        await benchmark.ListAsync(gzip: false);
        await benchmark.ListAsync(gzip: true);
        await ClosedLoop.SendAsync(cluster.Endpoint, Clients, PeerPatches, 200, benchmark.PatchNumber);
        await ClosedLoop.SendAsync(cluster.Endpoint, Clients, PeerCreates, 201, benchmark.CreateNumber);
        Console.WriteLine($"{"cluster memory, after a set load",-34}{cluster.ResidentBytes / 1e6,14:0} MB");
    }

    private async Task RunRowAsync(string subject, string row, ApiBenchmarkOptions options)
    {
        if (!options.Rows.Contains(row)) return;
        var result = row switch
        {
            "create" => await CreateAsync(),
            "get" => await GetAsync(),
            "patch" => await PatchAsync(),
            "list" => await ListAsync(gzip: false),
            "gzip-fresh" => await FreshListAsync(),
            _ => await ListAsync(gzip: true),
        };
        Console.WriteLine(
            $"{subject + " " + row,-34}{result.PerSecond,14:#,0.0}{result.BytesPerSecond / 1e6,10:#,0.0}{result.MedianMs,10:0.00}{result.P99Ms,10:0.00}{result.ServerMicroseconds,12:0.0}");
    }

    /// <summary>Namespaces, and the pods that the reading rows read.</summary>
    private async Task PrepareAsync()
    {
        await using var connection = await LeanConnection.OpenAsync(_server, CancellationToken.None);
        foreach (var name in (string[])[BenchmarkPods.Namespace, "bench-create", WatchBenchmark.Namespace])
        {
            await ExpectAsync(connection, 201, _server.Request("POST", "/api/v1/namespaces", $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{name}}}"}}"""));
            await ExpectAsync(connection, 201, _server.Request(
                "POST", $"/api/v1/namespaces/{name}/serviceaccounts", """{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default"}}"""));
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(part => Task.Run(async () =>
        {
            await using var own = await LeanConnection.OpenAsync(_server, CancellationToken.None);
            for (var i = part; i < BenchmarkPods.ListLength; i += 8)
                await ExpectAsync(own, 201, _server.Request("POST", BenchmarkPods.Collection, BenchmarkPods.Json(PodName(i))));
        })));
        var one = await connection.SendAsync(_server.Request("GET", BenchmarkPods.Path(PodName(0))), CancellationToken.None);
        Console.WriteLine($"{"served pod",-34}{one.BodyBytes,14:#,0} B");
    }

    private Task<LoadResult> CreateAsync()
    {
        var run = Guid.NewGuid().ToString("N")[..6];
        return ClosedLoop.RunAsync(process, Clients, counted, 201, (client, count) =>
            _server.Request("POST", "/api/v1/namespaces/bench-create/pods", BenchmarkPods.Json($"p-{run}-{client}-{count}")));
    }

    private Task<LoadResult> GetAsync()
    {
        var requests = Enumerable.Range(0, 1_000).Select(i => _server.Request("GET", BenchmarkPods.Path(PodName(i * 10)))).ToArray();
        return ClosedLoop.RunAsync(process, Clients, counted, 200, (client, count) => requests[((client * 31) + count) % requests.Length]);
    }

    private ReadOnlyMemory<byte> CreateNumber(int number) =>
        _server.Request("POST", "/api/v1/namespaces/bench-create/pods", BenchmarkPods.Json($"set-{number}"));

    private ReadOnlyMemory<byte> PatchNumber(int number) => _server.Request(
        "PATCH", BenchmarkPods.Path(PodName(number)), BenchmarkPods.StrategicPatch(number), "application/strategic-merge-patch+json");

    /// <summary>Lists that are never the same twice: before each, its client changes one of the pods. Both requests are in the time of the pair.</summary>
    private async Task<LoadResult> FreshListAsync()
    {
        var request = _server.Request("GET", BenchmarkPods.Collection, gzip: true);
        var pairs = await ClosedLoop.RunAsync(
            process, ListClients, counted, 200, (client, count) => count % 2 == 0 ? PatchNumber((client * 2_500) + (count * 7 % 2_500)) : request);
        return pairs with { PerSecond = pairs.PerSecond / 2 };
    }

    private Task<LoadResult> PatchAsync() =>
        ClosedLoop.RunAsync(process, Clients, counted, 200, (client, count) => _server.Request(
            "PATCH", BenchmarkPods.Path(PodName((client * 250) + (count % 250))), BenchmarkPods.StrategicPatch(count), "application/strategic-merge-patch+json"));

    private Task<LoadResult> ListAsync(bool gzip)
    {
        var request = _server.Request("GET", BenchmarkPods.Collection, gzip: gzip);
        return ClosedLoop.RunAsync(process, ListClients, counted, 200, (_, _) => request);
    }

    private static string PodName(int i) => $"web-5d89bdfbc4-{i:00000}";

    private static async Task ExpectAsync(LeanConnection connection, int status, byte[] request)
    {
        var answer = await connection.SendAsync(request, CancellationToken.None);
        if (answer.Status != status) throw new InvalidOperationException($"preparing: expected {status}, the server answered {answer.Status}");
    }
}
