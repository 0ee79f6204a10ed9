using System.Diagnostics;
using System.Globalization;
using Kube.Api.Models;
using Kube.Scheduling.Simulation;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Benchmarks.SchedulerPerf;

/// <summary>The algorithm alone, on 5,000 nodes: pods into a simulated cluster, one after the other, on one thread; no API, no store.</summary>
internal static class AlgorithmBenchmark
{
    private const int Nodes = 5_000;
    private const int Pods = 60_000;

    public static int Run()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddKubeApi();
        services.AddKubeScheduling().AddDefaultProfile();
        using var provider = services.BuildServiceProvider();
        var simulator = provider.GetRequiredService<ISchedulerSimulator>();
        Measure(simulator, "equal pods", static _ => Spec(100, 500));
        Measure(simulator, "every pod different", static i => Spec(1 + i % 200, 1 + i / 200 % 500));
        Measure(simulator, "one pod in the way of all (unschedulable)", static _ => Spec(100_000, 1));
        return 0;
    }

    private static void Measure(ISchedulerSimulator simulator, string name, Func<int, V1PodSpec> specOf)
    {
        var best = 0.0;
        var bytes = 0.0;
        for (var round = 0; round < 3; round++)
        {
            var simulation = simulator.Empty();
            for (var i = 0; i < Nodes; i++) simulation.SetNode(Node(i));
            var pods = Enumerable.Range(0, Pods).Select(i => Pod(i, specOf(i))).ToArray();
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var started = Stopwatch.GetTimestamp();
            foreach (var pod in pods) simulation.Schedule(pod);
            var elapsed = Stopwatch.GetElapsedTime(started);
            best = Math.Max(best, Pods / elapsed.TotalSeconds);
            bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)Pods;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"algorithm alone, {Nodes:#,0} nodes, {name}: {best:#,0} pods/s, {bytes:0} B per pod"));
    }

    private static V1Node Node(int i) => new()
    {
        Metadata = new() { Name = $"node-{i}", Labels = new() { ["kubernetes.io/hostname"] = $"node-{i}", ["topology.kubernetes.io/zone"] = $"zone-{i % 3}" } },
        Spec = new(),
        Status = new() { Allocatable = new() { ["cpu"] = new("32"), ["memory"] = new("256Gi"), ["pods"] = new("110") } },
    };

    private static V1Pod Pod(int i, V1PodSpec spec) => new() { Metadata = new() { Name = $"pod-{i}", Namespace = "default", Uid = $"uid-{i}" }, Spec = spec };

    private static V1PodSpec Spec(long milliCpu, long megabytes) => new()
    {
        Containers =
        [
            new()
            {
                Name = "pause", Image = "registry.k8s.io/pause:3.10", Resources = new()
                {
                    Requests = new() { ["cpu"] = ResourceQuantity.FromMilli(milliCpu), ["memory"] = ResourceQuantity.FromBytes(megabytes << 20) },
                },
            },
        ],
    };
}
