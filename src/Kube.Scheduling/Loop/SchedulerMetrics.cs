using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Kube.Scheduling.Queue;

namespace Kube.Scheduling.Loop;

/// <summary>What is measured of a scheduler, under upstream's names.</summary>
internal sealed class SchedulerMetrics : IDisposable
{
    private const string Scheduled = "scheduled";
    private const string Unschedulable = "unschedulable";
    private const string Error = "error";

    private static readonly Meter s_meter = new("Kube.Scheduling");
    private static readonly ConcurrentDictionary<SchedulerMetrics, bool> s_live = new();

    private static readonly Counter<long> s_attempts = s_meter.CreateCounter<long>("scheduler_schedule_attempts_total", description: "Attempts to schedule pods, by what came of them.");
    private static readonly Histogram<double> s_attempt =
        s_meter.CreateHistogram<double>("scheduler_scheduling_attempt_duration_seconds", "s", "How long an attempt took, its binding included.");
    private static readonly Histogram<double> s_algorithm = s_meter.CreateHistogram<double>("scheduler_scheduling_algorithm_duration_seconds", "s", "How long the choice of a node took.");
    private static readonly Histogram<double> s_podDuration =
        s_meter.CreateHistogram<double>("scheduler_pod_scheduling_sli_duration_seconds", "s", "From when a pod entered the queue until it was bound.");
    private static readonly Histogram<int> s_podAttempts = s_meter.CreateHistogram<int>("scheduler_pod_scheduling_attempts", description: "Attempts until a pod was bound.");
    private static readonly Counter<long> s_preemptions = s_meter.CreateCounter<long>("scheduler_preemption_attempts_total", description: "Attempts to make room by preemption.");

    private readonly SchedulingQueue _queue;
    private readonly TimeProvider _time;

    static SchedulerMetrics()
    {
        s_meter.CreateObservableGauge("scheduler_pending_pods", Pending, description: "Pods that wait, by where.");
    }

    public SchedulerMetrics(SchedulingQueue queue, TimeProvider time)
    {
        _queue = queue;
        _time = time;
        s_live.TryAdd(this, true);
    }

    public long Now => _time.GetTimestamp();

    public void Chose(long since) => s_algorithm.Record(_time.GetElapsedTime(since).TotalSeconds);

    public void Bound(long since, int attempts, DateTimeOffset queuedFirst, string profile)
    {
        Ended(since, Scheduled, profile);
        s_podAttempts.Record(attempts);
        s_podDuration.Record((_time.GetUtcNow() - queuedFirst).TotalSeconds);
    }

    public void Rejected(long since, string profile) => Ended(since, Unschedulable, profile);

    public void Failed(long since, string profile) => Ended(since, Error, profile);

    public void Preempts() => s_preemptions.Add(1);

    public void Dispose() => s_live.TryRemove(this, out _);

    private static List<Measurement<long>> Pending() => [.. s_live.Keys.SelectMany(static one => one.Waiting())];

    private void Ended(long since, string result, string profile)
    {
        if (s_attempts.Enabled) s_attempts.Add(1, new("result", result), new("profile", profile));
        if (s_attempt.Enabled) s_attempt.Record(_time.GetElapsedTime(since).TotalSeconds, new("result", result), new("profile", profile));
    }

    private Measurement<long>[] Waiting() =>
    [
        new(_queue.CountAt(QueuePlace.Active), new KeyValuePair<string, object?>("queue", "active")),
        new(_queue.CountAt(QueuePlace.Backoff) + _queue.CountAt(QueuePlace.ErrorBackoff), new KeyValuePair<string, object?>("queue", "backoff")),
        new(_queue.CountAt(QueuePlace.Parked), new KeyValuePair<string, object?>("queue", "unschedulable")),
        new(_queue.CountAt(QueuePlace.Gated), new KeyValuePair<string, object?>("queue", "gated")),
    ];
}
