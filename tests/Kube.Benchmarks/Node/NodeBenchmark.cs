using System.Diagnostics;
using System.Net;
using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Watch;
using Kube.Samples.Cluster;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Benchmarks.Node;

/// <summary>From the create call to Running as a watcher sees it, on the process runtime, in a whole cluster in this process; and what a pod's keeper holds in memory.</summary>
internal static class NodeBenchmark
{
    private const string Namespace = "default";

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is ["--container-runtime", ..]) return await ContainerBenchmark.RunAsync(args is [_, "--worker", var program] ? program : null);
        var pods = args is ["--pods", var number] && int.TryParse(number, out var parsed) ? parsed : 50;
        var directory = Directory.CreateTempSubdirectory("kube-benchmark-").FullName;
        try
        {
            await using var cluster = await ClusterHost.StartAsync(new()
            {
                DataDirectory = directory,
                SecurePort = 0,
                ServiceClusterIPRange = IPNetwork.Parse("10.98.0.0/16"),
                ClusterCidr = IPNetwork.Parse("10.231.0.0/16"),
            });
            var client = cluster.Services.GetRequiredService<IKubeClientFactory>()
                .Create(new("benchmark", null, ["system:masters", "system:authenticated"]), "benchmark").For<V1Pod>();
            await ReadyAsync(cluster);
            Console.WriteLine($"node benchmark: {Environment.ProcessorCount} cores, process runtime, isolated: {Environment.IsPrivilegedProcess}");
            await ReportAsync("one at a time", client, pods, TimeSpan.FromMilliseconds(250));
            await ReportAsync("all at once", client, 20, TimeSpan.Zero);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        return 0;
    }

    private static async Task ReadyAsync(ClusterHost cluster)
    {
        // The default service account is made by a controller a moment after the namespace; pods are refused before.
        var accounts = cluster.Services.GetRequiredService<IKubeClientFactory>()
            .Create(new("benchmark", null, ["system:masters", "system:authenticated"]), "benchmark").For<V1ServiceAccount>();
        for (var i = 0; i < 200 && (await accounts.ListAsync(Namespace, ListOptions.Default, CancellationToken.None)).Items.Count == 0; i++)
            await Task.Delay(50);
        await Task.Delay(1000);
    }

    private static async Task ReportAsync(string row, IResourceClient<V1Pod> client, int count, TimeSpan pace)
    {
        var begun = new Dictionary<string, long>(StringComparer.Ordinal);
        var took = new List<double>();
        using var enough = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var start = await client.ListAsync(Namespace, ListOptions.Default, enough.Token);
        var watch = WatchAsync();
        for (var i = 0; i < count; i++)
        {
            var name = $"{row[..3]}-{i}";
            lock (begun)
                begun[name] = Stopwatch.GetTimestamp();
            await client.CreateAsync(NewPod(name), WriteOptions.Default, enough.Token);
            if (pace > TimeSpan.Zero)
                await Task.Delay(pace, enough.Token);
        }

        await watch;
        took.Sort();
        var (each, shims) = ShimMemory();
        Console.WriteLine($"{row,-16} {count} pods, create to Running: p50 {took[count / 2]:0} ms, p99 {took[count * 99 / 100]:0} ms; {shims} shims, {each:0.0} MB each (proportional share)");
        foreach (var name in begun.Keys)
            await client.DeleteAsync(new(Namespace, name), new() { GracePeriodSeconds = 0 }, CancellationToken.None);
        await Task.Delay(3000);

        async Task WatchAsync()
        {
            await foreach (var change in client.WatchAsync(Namespace, new() { ResourceVersion = start.ResourceVersion }, enough.Token))
            {
                var name = change.Object.Metadata.Name!;
                lock (begun)
                {
                    if (change.Object.Status?.Phase != "Running" || !begun.TryGetValue(name, out var since) || since == 0)
                        continue;
                    took.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
                    begun[name] = 0;
                }

                if (took.Count == count)
                    return;
            }
        }
    }

    private static V1Pod NewPod(string name) => new()
    {
        Metadata = new() { Name = name, Namespace = Namespace },
        Spec = new() { AutomountServiceAccountToken = false, Containers = [new() { Name = "main", Image = "sleep" }], TerminationGracePeriodSeconds = 0 },
    };

    private static (double MegabytesEach, int Count) ShimMemory()
    {
        var shares = new List<double>();
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(static path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            try
            {
                if (!File.ReadAllText(Path.Combine(process, "cmdline")).Contains("kube-node-shim\0", StringComparison.Ordinal))
                    continue;
                var line = File.ReadLines(Path.Combine(process, "smaps_rollup")).First(static line => line.StartsWith("Pss:", StringComparison.Ordinal));
                shares.Add(double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1024);
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }

        return (shares.Count == 0 ? 0 : shares.Average(), shares.Count);
    }
}
