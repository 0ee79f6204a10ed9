using Kube.Benchmarks.Load;
using Kube.Benchmarks.Peers;

namespace Kube.Benchmarks.Api;

/// <summary>The rows of design §8 that the API server owns, with the stub beside them in the same run.</summary>
internal sealed class ApiBenchmark(Endpoint server, TimeSpan counted)
{
    private const int Clients = 32;
    private const int ListClients = 4;

    public static async Task<int> RunAsync(string[] args)
    {
        var options = ApiBenchmarkOptions.Parse(args);
        if (options is null) return 2;
        Console.WriteLine($"api benchmark: {Environment.ProcessorCount} cores shared with the client, TLS 1.3, durable store, {options.Counted.TotalSeconds:0} s a row after warm-up");
        Console.WriteLine($"{"row",-34}{"per second",14}{"MB/s",10}{"p50 ms",10}{"p99 ms",10}");
        if (options.Stub)
        {
            await using var stub = await ServerProcess.StartStubAsync();
            var baseline = new ApiBenchmark(stub.Endpoint, options.Counted);
            await baseline.RunRowAsync("stub", "create", options);
            await baseline.RunRowAsync("stub", "get", options);
            await baseline.RunRowAsync("stub", "list", options);
        }

        await using var cluster = await ServerProcess.StartClusterAsync();
        var benchmark = new ApiBenchmark(cluster.Endpoint, options.Counted);
        Console.WriteLine($"{"cluster memory, idle",-34}{cluster.ResidentBytes / 1e6,14:0} MB");
        await benchmark.PrepareAsync();
        foreach (var row in ApiBenchmarkOptions.LoadRows) await benchmark.RunRowAsync("cluster", row, options);
        if (options.Rows.Contains("watch")) await WatchBenchmark.RunAsync(cluster, options.Counted);
        if (options.Rows.Contains("memory")) Console.WriteLine($"{"cluster memory, after the load",-34}{cluster.ResidentBytes / 1e6,14:0} MB");
        return 0;
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
            _ => await ListAsync(gzip: true),
        };
        Console.WriteLine(
            $"{subject + " " + row,-34}{result.PerSecond,14:#,0.0}{result.BytesPerSecond / 1e6,10:#,0.0}{result.MedianMs,10:0.00}{result.P99Ms,10:0.00}");
    }

    /// <summary>Namespaces, and the pods that the reading rows read.</summary>
    private async Task PrepareAsync()
    {
        await using var connection = await LeanConnection.OpenAsync(server, CancellationToken.None);
        foreach (var name in (string[])[BenchmarkPods.Namespace, "bench-create", WatchBenchmark.Namespace])
        {
            await ExpectAsync(connection, 201, server.Request("POST", "/api/v1/namespaces", $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{name}}}"}}"""));
            await ExpectAsync(connection, 201, server.Request(
                "POST", $"/api/v1/namespaces/{name}/serviceaccounts", """{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default"}}"""));
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(part => Task.Run(async () =>
        {
            await using var own = await LeanConnection.OpenAsync(server, CancellationToken.None);
            for (var i = part; i < BenchmarkPods.ListLength; i += 8)
                await ExpectAsync(own, 201, server.Request("POST", BenchmarkPods.Collection, BenchmarkPods.Json(PodName(i))));
        })));
        var one = await connection.SendAsync(server.Request("GET", BenchmarkPods.Path(PodName(0))), CancellationToken.None);
        Console.WriteLine($"{"served pod",-34}{one.BodyBytes,14:#,0} B");
    }

    private Task<LoadResult> CreateAsync()
    {
        var run = Guid.NewGuid().ToString("N")[..6];
        return ClosedLoop.RunAsync(server, Clients, counted, 201, (client, count) =>
            server.Request("POST", "/api/v1/namespaces/bench-create/pods", BenchmarkPods.Json($"p-{run}-{client}-{count}")));
    }

    private Task<LoadResult> GetAsync()
    {
        var requests = Enumerable.Range(0, 1_000).Select(i => server.Request("GET", BenchmarkPods.Path(PodName(i * 10)))).ToArray();
        return ClosedLoop.RunAsync(server, Clients, counted, 200, (client, count) => requests[((client * 31) + count) % requests.Length]);
    }

    private Task<LoadResult> PatchAsync() =>
        ClosedLoop.RunAsync(server, Clients, counted, 200, (client, count) => server.Request(
            "PATCH", BenchmarkPods.Path(PodName((client * 250) + (count % 250))), BenchmarkPods.StrategicPatch(count), "application/strategic-merge-patch+json"));

    private Task<LoadResult> ListAsync(bool gzip)
    {
        var request = server.Request("GET", BenchmarkPods.Collection, gzip: gzip);
        return ClosedLoop.RunAsync(server, ListClients, counted, 200, (_, _) => request);
    }

    private static string PodName(int i) => $"web-5d89bdfbc4-{i:00000}";

    private static async Task ExpectAsync(LeanConnection connection, int status, byte[] request)
    {
        var answer = await connection.SendAsync(request, CancellationToken.None);
        if (answer.Status != status) throw new InvalidOperationException($"preparing: expected {status}, the server answered {answer.Status}");
    }
}
