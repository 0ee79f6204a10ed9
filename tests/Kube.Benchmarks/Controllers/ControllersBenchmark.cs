using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Benchmarks.Load;

namespace Kube.Benchmarks.Controllers;

/// <summary>Many deployments at once, from their creation to Available, on hollow nodes: controllers, scheduler and agents at work together, everything durable,
/// their events written too.</summary>
internal static class ControllersBenchmark
{
    private const int Creators = 16;
    private const int WarmUpDeployments = 100;

    public static async Task<int> RunAsync(string[] args)
    {
        var deployments = Number(args, "--deployments", 1000);
        var replicas = Number(args, "--replicas", 10);
        var nodes = Number(args, "--nodes", Math.Max(1, ((deployments + WarmUp.MostRounds * WarmUpDeployments) * replicas * 5 / 4 / 110) + 1));
        await using var cluster = await ControllersCluster.StartAsync(nodes, args.Contains("--requests"));
        Console.WriteLine($"{nodes} hollow nodes are ready");

        await WarmUp.RunAsync(round => RunAsync(cluster, $"warm-{round.ToString(CultureInfo.InvariantCulture)}", WarmUpDeployments, replicas));
        cluster.Counts?.Reset();
        var cpu = Environment.CpuUsage.TotalTime;
        var (allocated, paused, compiled, compiling) = (GC.GetTotalAllocatedBytes(), GC.GetTotalPauseDuration(), JitInfo.GetCompiledMethodCount(), JitInfo.GetCompilationTime());
        var collected = (GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2));
        var (seconds, peak) = await RunAsync(cluster, "load", deployments, replicas);
        var pods = deployments * replicas;
        var used = Environment.CpuUsage.TotalTime - cpu;
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"cpu {used.TotalSeconds:0.0} s ({used.TotalMilliseconds / pods:0.00} ms per pod), {allocated >> 20} MB allocated ({allocated / pods >> 10} KB per pod), collections {GC.CollectionCount(0) - collected.Item1}/{GC.CollectionCount(1) - collected.Item2}/{GC.CollectionCount(2) - collected.Item3}, paused {(GC.GetTotalPauseDuration() - paused).TotalSeconds:0.00} s, {JitInfo.GetCompiledMethodCount() - compiled} methods compiled in {(JitInfo.GetCompilationTime() - compiling).TotalSeconds:0.0} s"));
        var events = await CountEventsAsync(cluster.Client, "load");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{deployments} deployments x {replicas} replicas Available in {seconds:0.00} s: {pods / seconds:0} pods/s, {events} events written ({events / seconds:0}/s), {peak} MB resident"));
        cluster.Counts?.Print(Console.Out, pods);
        return 0;
    }

    private static int Number(string[] args, string name, int otherwise) =>
        Array.IndexOf(args, name) is var place and >= 0 && place + 1 < args.Length ? int.Parse(args[place + 1], CultureInfo.InvariantCulture) : otherwise;

    private static async Task<(double Seconds, long ResidentMegabytes)> RunAsync(ControllersCluster cluster, string ns, int deployments, int replicas)
    {
        await cluster.Client.For<V1Namespace>().CreateAsync(new() { Metadata = new() { Name = ns } }, WriteOptions.Default, CancellationToken.None);
        await cluster.WaitForAccountAsync(ns);
        var available = cluster.WaitForAvailableAsync(ns, deployments);
        var watch = Stopwatch.StartNew();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Creators).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var number && number < deployments)
                await cluster.Client.For<V1Deployment>().CreateAsync(Deployment(ns, number, replicas), WriteOptions.Default, CancellationToken.None);
        })));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ns}: created in {watch.Elapsed.TotalSeconds:0.00} s"));
        await available;
        return (watch.Elapsed.TotalSeconds, Environment.WorkingSet >> 20);
    }

    private static V1Deployment Deployment(string ns, int number, int replicas)
    {
        var name = $"web-{number.ToString(CultureInfo.InvariantCulture)}";
        return new()
        {
            Metadata = new() { Name = name, Namespace = ns },
            Spec = new()
            {
                Replicas = replicas,
                Selector = new() { MatchLabels = new() { ["app"] = name } },
                Template = new()
                {
                    Metadata = new() { Labels = new() { ["app"] = name } },
                    Spec = new() { Containers = [new() { Name = "web", Image = "hello" }] },
                },
            },
        };
    }

    private static async Task<long> CountEventsAsync(IKubeClient client, string ns)
    {
        var part = await client.For<Corev1Event>().ListAsync(ns, new() { Limit = 1 }, CancellationToken.None);
        return part.Items.Count + (part.RemainingItemCount ?? 0);
    }
}
