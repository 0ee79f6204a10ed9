namespace Kube.Benchmarks.SchedulerPerf;

/// <summary>What a workload came to.</summary>
/// <param name="Pods">Pods that were measured.</param>
/// <param name="Elapsed">From the first create to the last binding.</param>
/// <param name="Processor">What this process took of the processors meanwhile: the figure that a busy machine changes least.</param>
internal readonly record struct PerfResult(int Pods, TimeSpan Elapsed, TimeSpan Processor)
{
    public TimeSpan ProcessorPerPod => Processor / Math.Max(Pods, 1);

    public double PerSecond => Pods / Elapsed.TotalSeconds;
}
