using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Kube.Controllers.Queues;

/// <summary>What is measured of a queue, under upstream's names.</summary>
internal sealed class QueueMetrics : IDisposable
{
    private static readonly Meter s_meter = new("Kube.Controllers");
    private static readonly ConcurrentDictionary<QueueMetrics, bool> s_live = new();

    private static readonly Counter<long> s_adds = s_meter.CreateCounter<long>("workqueue_adds_total", description: "Keys that began to wait.");
    private static readonly Counter<long> s_retries = s_meter.CreateCounter<long>("workqueue_retries_total", description: "Keys that were added again after a failure.");
    private static readonly Histogram<double> s_queued = s_meter.CreateHistogram<double>("workqueue_queue_duration_seconds", "s", "How long a key waited.");
    private static readonly Histogram<double> s_worked = s_meter.CreateHistogram<double>("workqueue_work_duration_seconds", "s", "How long a key was worked on.");

    private readonly KeyValuePair<string, object?> _name;
    private readonly TimeProvider _time;
    private readonly Func<QueueState> _observe;

    static QueueMetrics()
    {
        s_meter.CreateObservableGauge("workqueue_depth", () => Observe(static state => state.Depth), description: "Keys that wait.");
        s_meter.CreateObservableGauge(
            "workqueue_unfinished_work_seconds", () => Observe(static state => state.Unfinished.TotalSeconds), "s", "How long the keys at work have been worked on.");
        s_meter.CreateObservableGauge(
            "workqueue_longest_running_processor_seconds", () => Observe(static state => state.Longest.TotalSeconds), "s", "How long the oldest key at work has been.");
    }

    public QueueMetrics(string name, TimeProvider time, Func<QueueState> observe)
    {
        _name = new("name", name);
        _time = time;
        _observe = observe;
        s_live.TryAdd(this, true);
    }

    public void Added() => s_adds.Add(1, _name);

    public void Retried() => s_retries.Add(1, _name);

    public void Took(long since) => s_queued.Record(_time.GetElapsedTime(since).TotalSeconds, _name);

    public void Worked(long since) => s_worked.Record(_time.GetElapsedTime(since).TotalSeconds, _name);

    public void Dispose() => s_live.TryRemove(this, out _);

    private static List<Measurement<double>> Observe(Func<QueueState, double> value) =>
        [.. s_live.Keys.Select(queue => new Measurement<double>(value(queue._observe()), queue._name))];
}
