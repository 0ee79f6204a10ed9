using System.Diagnostics;

namespace Kube.Benchmarks.SchedulerPerf;

/// <summary>Counts the pods of some namespaces that are bound from now on.</summary>
internal sealed class PerfCollection
{
    private readonly BindingTimes _times;
    private readonly Func<string, bool> _concerns;
    private readonly int _before;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly TimeSpan _processor = Environment.CpuUsage.TotalTime;

    public PerfCollection(BindingTimes times, Func<string, bool> concerns)
    {
        _times = times;
        _concerns = concerns;
        _before = times.BoundIn(concerns).Count;
    }

    public PerfResult End()
    {
        var (count, lastAt) = _times.BoundIn(_concerns);
        return new(count - _before, Stopwatch.GetElapsedTime(_started, lastAt), Environment.CpuUsage.TotalTime - _processor);
    }
}
