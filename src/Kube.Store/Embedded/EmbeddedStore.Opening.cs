using System.Diagnostics.Metrics;
using Kube.Store.Disk;
using Kube.Store.Hosting;
using Kube.Store.Metrics;
using Kube.Store.Projection;
using Kube.Store.Wal;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Store.Embedded;

/// <summary>Opening: lock, recover, start the loops.</summary>
internal sealed partial class EmbeddedStore
{
    public static async ValueTask<EmbeddedStore> OpenAsync(EmbeddedStoreSettings settings)
    {
        var directoryLock = settings.Disk.Lock();
        var files = new LogFiles(settings.Disk);
        var metrics = new StoreMetrics(settings.Meters);
        try
        {
            var versions = new VersionReader(files, settings.Projector);
            var foundation = new StoreFoundation(files, versions, settings.Wal, settings.Time, settings.Logger, metrics);
            var recovered = await RecoveredStore.ReadAsync(foundation);
            var store = new EmbeddedStore(foundation, recovered, settings.Store, directoryLock);
            store.Start(settings.Work);
            metrics.Observe(store.Status);
            StoreLog.Opened(settings.Logger, settings.Disk.Directory, store._writer.State.Revision, store._writer.State.Root?.Live ?? 0,
                store._writer.State.CompactedRevision);
            return store;
        }
        catch
        {
            metrics.Dispose();
            files.Dispose();
            directoryLock.Dispose();
            throw;
        }
    }
}

/// <summary>What the embedded engine is opened with.</summary>
internal sealed record EmbeddedStoreSettings(IStoreDisk Disk)
{
    public WalOptions Wal { get; init; } = new();

    public KubeStoreOptions Store { get; init; } = new();

    public IValueProjector? Projector { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public IWorkScheduler Work { get; init; } = DefaultWorkScheduler.Instance;

    /// <summary>Makes the store's meter; null: one that belongs to no host.</summary>
    public IMeterFactory? Meters { get; init; }

    public ILogger Logger { get; init; } = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
}
