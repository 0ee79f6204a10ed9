using System.Runtime.CompilerServices;
using Kube.Api.Authorization;
using Kube.Api.Catalog;
using Kube.Api.Objects;
using Kube.Api.Requests;
using Kube.Store.Kv;
using Kube.Store.Snapshots;

namespace Kube.Api.FlowControl;

/// <summary>Says what requests cost before they are served, by upstream's rules of thumb: a list a seat for every 100 kB that it reads, a write a tenth of a seat for every
/// watch that sees it, for 5 ms after it was answered. Safe for concurrent use.</summary>
public sealed class WorkEstimator(IStoreSnapshots snapshots, TimeProvider time)
{
    private const int BytesPerSeat = 100_000;
    private const int StreamedBytes = 1_000_000;
    private const int MostListSeats = 100;
    private const int MostWriteSeats = 10;
    private const int WatchesPerSeat = 10;
    private const int Sample = 16;
    private static readonly TimeSpan s_afterEvent = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_sampleAge = TimeSpan.FromSeconds(30);

    private readonly ConditionalWeakTable<ResourceDefinition, ResourceLoad> _loads = [];

    /// <summary>Estimates a list, or a watch that begins with the objects there are.</summary>
    public WorkEstimate List(ResourceDefinition resource, string ns, ListOptions options, int mostSeats)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(options);
        if (resource.StoresNothing) return WorkEstimate.One;
        var prefix = ObjectKeys.Prefix(resource, ns);
        var snapshot = snapshots.Open();
        var stored = snapshot.Count(KeyRange.Prefix(prefix));
        var loaded = options.Limit > 0 ? Math.Min(options.Limit, stored) : stored;
        var isOld = options.Continue.Length > 0 || options.ResourceVersionMatch == ListOptionsRules.Exact;
        if (RequestAuthorization.SingleName(options.FieldSelector).Length > 0) loaded = Math.Min(1, stored);
        else if (isOld && (options.FieldSelector.Length > 0 || options.LabelSelector.Length > 0)) loaded = Math.Max(loaded, stored / 2);
        var bytes = loaded * AverageBytes(resource, snapshot, prefix);
        if (!isOld) bytes = Math.Min(bytes, StreamedBytes);
        return new WorkEstimate((int)Math.Clamp((bytes + BytesPerSeat - 1) / BytesPerSeat, 1, Math.Clamp(mostSeats, 1, MostListSeats)));
    }

    /// <summary>Estimates a write.</summary>
    public WorkEstimate Write(ResourceDefinition resource, ReadOnlySpan<char> ns, ReadOnlySpan<char> name, int mostSeats)
    {
        ArgumentNullException.ThrowIfNull(resource);
        if (!_loads.TryGetValue(resource, out var load)) return WorkEstimate.One;
        var watches = load.Interested(ns, name);
        if (watches < WatchesPerSeat) return WorkEstimate.One;
        var seats = (watches + WatchesPerSeat - 1) / WatchesPerSeat;
        var most = Math.Clamp(mostSeats, 1, MostWriteSeats);
        // Fewer seats are kept for longer.
        return seats <= most
            ? new WorkEstimate(1, seats, s_afterEvent)
            : new WorkEstimate(1, most, TimeSpan.FromTicks((s_afterEvent.Ticks * seats / most) + 1));
    }

    /// <summary>Notes that a watch has begun, or with <c>-1</c> that it has ended.</summary>
    /// <param name="resource">What it watches.</param>
    /// <param name="ns">Where; empty: everywhere.</param>
    /// <param name="fieldSelector">Its selection; by one name, it sees changes of that object alone.</param>
    /// <param name="change">1 or -1.</param>
    public void Watch(ResourceDefinition resource, string ns, string fieldSelector, int change)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(fieldSelector);
        var name = RequestAuthorization.SingleName(fieldSelector);
        _loads.GetOrCreateValue(resource).Add(name.Length == 0 ? ns : $"{ns}/{name}", change);
    }

    private long AverageBytes(ResourceDefinition resource, IStoreSnapshot snapshot, StoreKey prefix)
    {
        var load = _loads.GetOrCreateValue(resource);
        if (load.AverageBytes > 0 && time.GetElapsedTime(load.SampledAt) < s_sampleAge) return load.AverageBytes;
        var (sum, count) = (0L, 0);
        foreach (var entry in snapshot.Ascending(KeyRange.Prefix(prefix)))
        {
            sum += entry.Value.Length;
            if (++count == Sample) break;
        }

        if (count == 0) return 0;
        load.SampledAt = time.GetTimestamp();
        return load.AverageBytes = (int)(sum / count);
    }
}
