using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Testing.Cluster;

namespace Kube.Benchmarks.Testing;

/// <summary>From nothing to the first Running pod of a test cluster: in a process that has done it before, and in one that has not.</summary>
internal static class TestClusterBenchmark
{
    private const string First = "--first";
    private const int Rounds = 5;
    private const int WarmUps = 10;

    public static async Task<int> RunAsync(string[] args)
    {
        // A test's process has the collector of a workstation.
        if (GCSettings.IsServerGC) return await AgainAsync(args);
        if (args.Contains(First))
        {
            await OnceAsync();
            // From the start of the process, as the system dates it: what a test waits for.
            using var process = Process.GetCurrentProcess();
            Console.WriteLine((DateTime.Now - process.StartTime).TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
            return 0;
        }

        var fresh = new List<double>();
        for (var round = 0; round < Rounds; round++) fresh.Add(Fresh());
        for (var round = 0; round < WarmUps; round++) await OnceAsync();
        var warm = new List<double>();
        for (var round = 0; round < Rounds * 2; round++) warm.Add((await OnceAsync()).TotalMilliseconds);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"test cluster to its first Running pod: warm {Median(warm):0} ms, first in a fresh process {Median(fresh):0} ms (medians; best {warm.Min():0} and {fresh.Min():0} ms)"));
        return 0;
    }

    private static async Task<TimeSpan> OnceAsync()
    {
        var started = Stopwatch.GetTimestamp();
        await using var cluster = await TestCluster.StartAsync();
        await cluster.WaitForAsync(async () => await CreateAsync(cluster.Client));
        await cluster.WaitForAsync(async () => (await cluster.Client.For<V1Pod>().GetAsync(new("default", "first"), CancellationToken.None)).Status?.Phase == "Running");
        return Stopwatch.GetElapsedTime(started);
    }

    /// <returns>False until the namespace has its service account.</returns>
    private static async ValueTask<bool> CreateAsync(IKubeClient client)
    {
        try
        {
            var pod = new V1Pod { Metadata = new() { Namespace = "default", Name = "first" }, Spec = new() { Containers = [new() { Name = "c", Image = "hello" }] } };
            await client.For<V1Pod>().CreateAsync(pod, WriteOptions.Default, CancellationToken.None);
            return true;
        }
        catch (Exception e) when (e is ForbiddenException or NotFoundException)
        {
            return false;
        }
    }

    private static async Task<int> AgainAsync(string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["test-cluster", .. args]) { UseShellExecute = false };
        start.Environment["DOTNET_gcServer"] = "0";
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static double Fresh()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["test-cluster", First]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.Parse(said, CultureInfo.InvariantCulture);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
