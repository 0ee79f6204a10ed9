using System.Globalization;
using Kube.Benchmarks.Load;

namespace Kube.Benchmarks.SchedulerPerf;

/// <summary>The field's standard scheduler benchmark: API, durable store and scheduler in this process, nodes as plain objects; binding times are read back through the API.</summary>
internal static class SchedulerPerfBenchmark
{
    private static readonly (string File, string Workload)[] s_table =
    [
        ("misc.yaml", "SchedulingBasic/5000Nodes_10000Pods"),
        ("affinity.yaml", "SchedulingNodeAffinity/5000Nodes_10000Pods"),
        ("misc.yaml", "SchedulingDaemonset/15000Nodes"),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        if (SchedulerPerfOptions.Parse(args) is not { } options) return 2;
        if (options.Algorithm) return AlgorithmBenchmark.Run();
        if (!options.All) return await RunAsync(options.Config, options.Workload, options.Verbose);
        foreach (var (file, workload) in s_table)
            if (await RunAsync(Path.Combine(options.Config, file), workload, options.Verbose) is not 0 and var failed) return failed;
        return 0;
    }

    private static async Task<int> RunAsync(string config, string workload, bool verbose)
    {
        try
        {
            var test = PerfCase.Find(config, workload);
            var small = test.ForWarmUp();
            await WarmUp.RunAsync(_ => RunAsync(small));
            await using var cluster = await PerfCluster.StartAsync(verbose);
            var result = await new PerfRunner(cluster, test).RunAsync(CancellationToken.None);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{workload}: {result.Pods} pods in {result.Elapsed.TotalSeconds:0.00} s, {result.PerSecond:0} pods/s, {result.ProcessorPerPod.TotalMicroseconds:0} µs of processor each"));
            if (verbose) Console.WriteLine(cluster.Usage());
            return 0;
        }
        catch (Exception e) when (e is NotSupportedException or InvalidDataException or IOException or TimeoutException)
        {
            Console.Error.WriteLine($"scheduler-perf: {workload}: {e.Message}");
            return 1;
        }
    }

    private static async Task RunAsync(PerfCase test)
    {
        await using var cluster = await PerfCluster.StartAsync(verbose: false);
        await new PerfRunner(cluster, test).RunAsync(CancellationToken.None);
    }
}
