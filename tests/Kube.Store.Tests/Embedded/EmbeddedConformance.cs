using Kube.Store.Disk;
using Kube.Store.Embedded;
using Kube.Store.Kv;
using Kube.Store.Leases;
using Kube.Store.Maintenance;
using Kube.Store.Projection;
using Kube.Store.Snapshots;
using Kube.Testing.Store;

namespace Kube.Store.Tests.Embedded;

/// <summary>An embedded store as the conformance suite wants it.</summary>
internal sealed class EmbeddedConformanceStore(EmbeddedStoreSettings settings, EmbeddedStore store, Action cleanUp) : IConformanceStore
{
    private EmbeddedStore _store = store;

    public IKeyValueStore Values => _store;

    public ILeaseStore Leases => _store;

    public IStoreSnapshots Snapshots => _store;

    public IStoreMaintenance Maintenance => _store;

    public static async ValueTask<IConformanceStore> OpenAsync(EmbeddedStoreSettings settings, Action cleanUp) =>
        new EmbeddedConformanceStore(settings, await EmbeddedStore.OpenAsync(settings), cleanUp);

    public async ValueTask ReopenAsync()
    {
        await _store.DisposeAsync();
        _store = await EmbeddedStore.OpenAsync(settings);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        cleanUp();
    }
}

/// <summary>The contract on the simulated disk.</summary>
public sealed class SimulatedDiskConformance : KeyValueStoreConformance
{
    protected override ValueTask<IConformanceStore> OpenAsync(TimeProvider time, IValueProjector? projector) =>
        EmbeddedConformanceStore.OpenAsync(
            new(new SimulatedDisk(7)) { Time = time, Projector = projector, Wal = new() { SegmentBytes = 4096, CheckpointBytes = 6000 } }, static () => { });
}

/// <summary>The contract with next to no history in memory: watchers live on the log.</summary>
public sealed class ShortHistoryConformance : KeyValueStoreConformance
{
    protected override ValueTask<IConformanceStore> OpenAsync(TimeProvider time, IValueProjector? projector) =>
        EmbeddedConformanceStore.OpenAsync(
            new(new SimulatedDisk(7)) { Time = time, Projector = projector, Wal = new() { SegmentBytes = 4096 }, Store = new() { HistoryBytes = 1 } }, static () => { });
}

/// <summary>The contract on a real disk.</summary>
public sealed class RealDiskConformance : KeyValueStoreConformance
{
    protected override ValueTask<IConformanceStore> OpenAsync(TimeProvider time, IValueProjector? projector)
    {
        var directory = TestDirectory.Create();
        return EmbeddedConformanceStore.OpenAsync(
            new(new FileStoreDisk(directory.Path)) { Time = time, Projector = projector, Wal = new() { SegmentBytes = 1 << 16 } }, directory.Dispose);
    }
}
