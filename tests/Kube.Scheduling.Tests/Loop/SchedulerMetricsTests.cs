using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Kube.Scheduling.Tests.Loop;

public sealed class SchedulerMetricsTests
{
    [Fact]
    public async Task Scheduler_AtWork_CountsItsAttemptsUnderUpstreamsNames()
    {
        var seen = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Kube.Scheduling") listener.EnableMeasurementEvents(instrument);
        }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, 1, tags));
        listener.Start();
        await using var cluster = await SchedulerCluster.StartAsync();
        await cluster.AddAsync(Objects.Node("a", cpu: "1"));
        await cluster.AddAsync(Objects.Pod("fits", "500m"));
        await cluster.AddAsync(Objects.Pod("does-not", "2"));
        await cluster.WhenAsync(static pods => pods[1].Spec!.NodeName is not null && pods[0].Status?.Conditions is { Count: > 0 });
        listener.RecordObservableInstruments();

        // Other tests of this process may schedule at the same time.
        foreach (var name in (string[])
        [
            "scheduler_schedule_attempts_total{result=scheduled,profile=default-scheduler}", "scheduler_schedule_attempts_total{result=unschedulable,profile=default-scheduler}",
            "scheduler_scheduling_attempt_duration_seconds{result=scheduled,profile=default-scheduler}", "scheduler_scheduling_algorithm_duration_seconds{}",
            "scheduler_pod_scheduling_attempts{}", "scheduler_pod_scheduling_sli_duration_seconds{}", "scheduler_pending_pods{queue=unschedulable}",
        ])
            Assert.True(seen.GetValueOrDefault(name) >= 1, $"{name} is missing; there are {string.Join(' ', seen.Keys.Order(StringComparer.Ordinal))}");

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var labels = string.Join(',', tags.ToArray().Select(static tag => $"{tag.Key}={tag.Value}"));
            seen.AddOrUpdate($"{instrument.Name}{{{labels}}}", value, (_, sum) => sum + value);
        }
    }
}
