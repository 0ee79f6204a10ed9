using System.Diagnostics;
using System.Globalization;
using System.Text;
using Kube.Benchmarks.Load;
using Kube.Benchmarks.Peers;

namespace Kube.Benchmarks.CustomResources;

/// <summary>What many definitions cost a server, and what a custom resource costs beside a built-in one of the same length.</summary>
internal sealed class CrdBenchmark(ServerProcess process, TimeSpan counted)
{
    private const int Clients = 32;
    private const int ListClients = 4;
    private const int ListLength = 1_000;
    private const string Aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";

    private readonly Endpoint _server = process.Endpoint;

    public static async Task<int> RunAsync(string[] args)
    {
        var (definitions, seconds) = (300, 10);
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            if (args[i] == "--definitions") definitions = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
            else if (args[i] == "--seconds") seconds = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
        }

        await using (var many = await ServerProcess.StartClusterAsync("--disable", "scheduler,controllers,node,proxy,dns"))
            await new CrdBenchmark(many, default).RunDefinitionsAsync(definitions);
        await using var cluster = await ServerProcess.StartClusterAsync("--disable", "scheduler,controllers,node,proxy,dns");
        await new CrdBenchmark(cluster, TimeSpan.FromSeconds(seconds)).RunRatesAsync();
        return 0;
    }

    private async Task RunDefinitionsAsync(int count)
    {
        await using var connection = await LeanConnection.OpenAsync(_server, CancellationToken.None, 16 << 20);
        // What a first client makes the server build is not the definitions' affair.
        await DiscoverAsync(connection, "discovery, no definitions");
        await OpenApiAsync(connection, "/openapi/v3", "/openapi/v2");
        var idle = await RestAsync();
        Console.WriteLine($"{"memory, no definitions",-44}{idle / 1e6,10:0} MB");
        var (cpu, started) = (process.ProcessorTime, Stopwatch.GetTimestamp());
        for (var i = 0; i < count; i++) await CreateAsync(connection, i);
        await ServedAsync(connection, BenchmarkDefinitions.GroupOf(count - 1), BenchmarkDefinitions.PluralOf(count - 1));
        Console.WriteLine(
            $"{$"{count} definitions of {BenchmarkDefinitions.Json(0).Length / 1024} KB, created and served",-44}{Stopwatch.GetElapsedTime(started).TotalMilliseconds / count,10:0.0} ms each, server {(process.ProcessorTime - cpu).TotalMilliseconds / count:0.0} ms");
        await DiscoverAsync(connection, $"discovery, {count} definitions");
        Console.WriteLine($"{"memory, served and discovered",-44}{(await RestAsync() - idle) / 1e6,10:0} MB more");
        await OpenApiAsync(connection, "/openapi/v3", $"/openapi/v3/apis/{BenchmarkDefinitions.GroupOf(0)}/v1", "/openapi/v2");
        Console.WriteLine($"{"memory, OpenAPI read",-44}{(await RestAsync() - idle) / 1e6,10:0} MB more");
        for (var i = 0; i < count; i++)
        {
            var (group, plural) = (BenchmarkDefinitions.GroupOf(i), BenchmarkDefinitions.PluralOf(i));
            await ExpectAsync(connection, 201, _server.Request(
                "POST",
                $"/apis/{group}/v1/namespaces/default/{plural}",
                $$$$"""{"apiVersion":"{{{{group}}}}/v1","kind":"Thing{{{{i}}}}","metadata":{"name":"one"},"spec":{"replicas":2,"part0":{"name":"a"},"part3":{"name":"b","ports":[{"name":"http","port":80}]}}}"""));
        }

        Console.WriteLine($"{"memory, every one used",-44}{(await RestAsync() - idle) / 1e6,10:0} MB more");
        // What one more definition makes the next discovery cost.
        var fresh = new List<double>();
        for (var i = count; i < count + 20; i++)
        {
            await CreateAsync(connection, i);
            await ServedAsync(connection, BenchmarkDefinitions.GroupOf(i), BenchmarkDefinitions.PluralOf(i));
            fresh.Add(await TimeAsync(connection, Discovery()));
        }

        fresh.Sort();
        Console.WriteLine($"{"discovery after a change, p50 and worst",-44}{ClosedLoop.Percentile([.. fresh], 0.5),10:0.00} ms{fresh[^1],10:0.00} ms");
    }

    private async Task RunRatesAsync()
    {
        await using var connection = await LeanConnection.OpenAsync(_server, CancellationToken.None, 1 << 20);
        await ExpectAsync(connection, 201, Definition(BenchmarkDefinitions.RolloutJson));
        await ServedAsync(connection, BenchmarkDefinitions.Group, "rollouts");
        Workloads[] both = [new("apps/v1", "Deployment", "deployments", 0), new($"{BenchmarkDefinitions.Group}/v1", "Rollout", "rollouts", 0)];
        var lengths = new long[both.Length];
        for (var i = 0; i < both.Length; i++)
        {
            await ExpectAsync(connection, 201, both[i].Create(_server, "measure"));
            lengths[i] = (await connection.SendAsync(both[i].Get(_server, "measure"), CancellationToken.None)).BodyBytes;
        }

        for (var i = 0; i < both.Length; i++)
        {
            both[i] = both[i] with { Fill = (int)(lengths.Max() - lengths[i]) };
            for (var n = 0; n < ListLength; n++) await ExpectAsync(connection, 201, both[i].Create(_server, $"item-{n:0000}"));
            var answer = await connection.SendAsync(both[i].Get(_server, "item-0000"), CancellationToken.None);
            Console.WriteLine($"{$"served {both[i].Kind}",-34}{answer.BodyBytes,14:#,0} B");
        }

        Console.WriteLine($"{"row",-34}{"per second",14}{"p50 ms",10}{"p99 ms",10}{"server µs",12}");
        foreach (var verb in (string[])["get", "list", "create"])
        {
            var results = new List<LoadResult>();
            foreach (var kind in both) results.Add(await RunAsync(kind, verb));
            Console.WriteLine($"{$"{verb}: custom to built-in",-34}{results[1].PerSecond / results[0].PerSecond,14:0.00}{"",20}{results[1].ServerMicroseconds / results[0].ServerMicroseconds,12:0.00}");
        }
    }

    private async Task<LoadResult> RunAsync(Workloads kind, string verb)
    {
        var list = kind.List(_server);
        var gets = Enumerable.Range(0, ListLength).Select(n => kind.Get(_server, $"item-{n:0000}")).ToArray();
        var run = Guid.NewGuid().ToString("N")[..6];
        var result = verb switch
        {
            "get" => await ClosedLoop.RunAsync(process, Clients, counted, 200, (client, count) => gets[((client * 31) + count) % gets.Length]),
            "list" => await ClosedLoop.RunAsync(process, ListClients, counted, 200, (_, _) => list),
            _ => await ClosedLoop.RunAsync(process, Clients, counted, 201, (client, count) => kind.Create(_server, $"c-{run}-{client}-{count}", "kube-public")),
        };
        Console.WriteLine($"{verb + " " + kind.Kind,-34}{result.PerSecond,14:#,0.0}{result.MedianMs,10:0.00}{result.P99Ms,10:0.00}{result.ServerMicroseconds,12:0.0}");
        return result;
    }

    private async Task DiscoverAsync(LeanConnection connection, string name)
    {
        var first = await TimeAsync(connection, Discovery());
        var times = new double[50];
        for (var i = 0; i < times.Length; i++) times[i] = await TimeAsync(connection, Discovery());
        Array.Sort(times);
        Console.WriteLine($"{name,-44}{first,10:0.00} ms first{ClosedLoop.Percentile(times, 0.5),10:0.00} ms p50{times[^1],10:0.00} ms worst");
    }

    private async Task OpenApiAsync(LeanConnection connection, params string[] paths)
    {
        foreach (var path in paths)
        {
            var started = Stopwatch.GetTimestamp();
            var answer = await connection.SendAsync(_server.Request("GET", path), CancellationToken.None);
            Console.WriteLine($"{"GET " + path,-44}{Stopwatch.GetElapsedTime(started).TotalMilliseconds,10:0.00} ms{answer.BodyBytes / 1024,10:#,0} KB");
        }
    }

    private byte[] Discovery() => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(_server.Request("GET", "/apis")).Replace("Accept: application/json", $"Accept: {Aggregated}", StringComparison.Ordinal));

    private byte[] Definition(string json) => _server.Request("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", json);

    private Task CreateAsync(LeanConnection connection, int i) => ExpectAsync(connection, 201, Definition(BenchmarkDefinitions.Json(i)));

    private async Task ServedAsync(LeanConnection connection, string group, string plural)
    {
        var started = Stopwatch.GetTimestamp();
        while ((await connection.SendAsync(_server.Request("GET", $"/apis/{group}/v1/{plural}"), CancellationToken.None)).Status != 200)
        {
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(1)) throw new InvalidOperationException($"{plural}.{group} is not served");
            await Task.Delay(5);
        }
    }

    /// <summary>Memory when the server has been left alone for a while.</summary>
    private async Task<long> RestAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(8));
        return process.ResidentBytes;
    }

    private static async Task<double> TimeAsync(LeanConnection connection, byte[] request)
    {
        var started = Stopwatch.GetTimestamp();
        await ExpectAsync(connection, 200, request);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static async Task ExpectAsync(LeanConnection connection, int status, byte[] request)
    {
        var answer = await connection.SendAsync(request, CancellationToken.None);
        if (answer.Status != status) throw new InvalidOperationException($"expected {status}, the server answered {answer.Status}");
    }

    private sealed record Workloads(string ApiVersion, string Kind, string Plural, int Fill)
    {
        public byte[] Create(Endpoint server, string name, string ns = "default") =>
            server.Request("POST", Collection(ns), BenchmarkDefinitions.Workload(ApiVersion, Kind, name, Fill));

        public byte[] Get(Endpoint server, string name) => server.Request("GET", $"{Collection("default")}/{name}");

        public byte[] List(Endpoint server) => server.Request("GET", Collection("default"));

        private string Collection(string ns) => $"/apis/{ApiVersion}/namespaces/{ns}/{Plural}";
    }
}
