using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Kube.Shared.Metrics;

namespace Kube.Api.AspNetCore.Metrics;

/// <summary>Every meter of this project in the host, whatever package it is of, as Prometheus text: the store's, the controllers', the scheduler's, the node's.
/// The API server's own counts are kept elsewhere and left out here.</summary>
internal sealed class MeterExposition : IDisposable
{
    private const string Prefix = "Kube.";

    private readonly ConcurrentDictionary<Instrument, InstrumentSeries> _instruments = new();
    private readonly IMeterFactory _meters;
    private readonly MeterListener _listener = new();

    public MeterExposition(IMeterFactory meters)
    {
        _meters = meters;
        _listener.InstrumentPublished = Published;
        _listener.MeasurementsCompleted = (instrument, _) => _instruments.TryRemove(instrument, out InstrumentSeries? _);
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => ((InstrumentSeries)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => ((InstrumentSeries)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => ((InstrumentSeries)state!).Record(value, tags));
        _listener.Start();
    }

    public void Write(PrometheusText text)
    {
        _listener.RecordObservableInstruments();
        // Instruments of one name, such as those of two nodes in one process, are one family.
        foreach (var family in _instruments.Values.GroupBy(series => series.Name).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var first = family.First();
            text.Family(family.Key, first.PrometheusType, first.Help);
            foreach (var series in family) series.Write(text);
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Published(Instrument instrument, MeterListener listener)
    {
        var meter = instrument.Meter;
        if (!meter.Name.StartsWith(Prefix, StringComparison.Ordinal) || meter.Name == RequestMetrics.MeterName) return;
        // Several hosts may share a process; each shows its own.
        if (meter.Scope is not null && !ReferenceEquals(meter.Scope, _meters)) return;
        listener.EnableMeasurementEvents(instrument, _instruments.GetOrAdd(instrument, static made => new InstrumentSeries(made)));
    }
}
