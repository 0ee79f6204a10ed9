using System.Diagnostics.Metrics;
using Kube.Store.Maintenance;

namespace Kube.Store.Metrics;

/// <summary>The store's instruments, on the meter <c>Kube.Store</c>, under the names that etcd's operators know.</summary>
internal sealed class StoreMetrics : IDisposable
{
    public const string MeterName = "Kube.Store";

    // etcd's bounds: 1 ms, doubled thirteen times.
    private static readonly double[] s_syncBounds = [.. Enumerable.Range(0, 14).Select(static power => 0.001 * (1 << power))];

    private readonly Meter _meter;
    private readonly Histogram<double> _syncs;

    /// <param name="meters">Makes the meter; null makes one that belongs to no host.</param>
    public StoreMetrics(IMeterFactory? meters)
    {
        _meter = meters?.Create(MeterName) ?? new Meter(MeterName);
        _syncs = _meter.CreateHistogram(
            "etcd_disk_wal_fsync_duration_seconds", "s", "Seconds that a sync of the log took.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = s_syncBounds });
    }

    public void Synced(TimeSpan took) => _syncs.Record(took.TotalSeconds);

    /// <summary>Shows what a store is like whenever someone asks.</summary>
    public void Observe(Func<StoreStatus> status)
    {
        _meter.CreateObservableGauge("etcd_mvcc_db_total_size_in_bytes", () => status().DiskBytes, "By", "Bytes on disk, reserved ones included.");
        _meter.CreateObservableGauge("etcd_mvcc_db_total_size_in_use_in_bytes", () => status().DiskBytesInUse, "By", "Bytes on disk that hold something.");
        _meter.CreateObservableGauge("etcd_debugging_mvcc_keys_total", () => status().Keys, null, "Keys that are there.");
        _meter.CreateObservableGauge("etcd_debugging_mvcc_current_revision", () => status().Revision, null, "The newest revision.");
        _meter.CreateObservableGauge("etcd_debugging_mvcc_compact_revision", () => status().CompactedRevision, null, "The oldest readable revision.");
        _meter.CreateObservableGauge("etcd_debugging_mvcc_watcher_total", () => status().Watches, null, "Open watches.");
        _meter.CreateObservableGauge("etcd_debugging_lease_total", () => status().Leases, null, "Leases that are there.");
    }

    public void Dispose() => _meter.Dispose();
}
