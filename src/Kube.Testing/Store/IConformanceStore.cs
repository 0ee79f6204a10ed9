using Kube.Store.Kv;
using Kube.Store.Leases;
using Kube.Store.Maintenance;
using Kube.Store.Snapshots;

namespace Kube.Testing.Store;

/// <summary>A store under test: all its doors, closed with <see cref="IAsyncDisposable.DisposeAsync"/>.</summary>
public interface IConformanceStore : IAsyncDisposable
{
    /// <summary>Transactions, ranges, watches.</summary>
    IKeyValueStore Values { get; }

    /// <summary>Leases.</summary>
    ILeaseStore Leases { get; }

    /// <summary>Snapshots.</summary>
    IStoreSnapshots Snapshots { get; }

    /// <summary>Maintenance.</summary>
    IStoreMaintenance Maintenance { get; }

    /// <summary>Closes the store, cleanly, and opens it again with what it holds.</summary>
    ValueTask ReopenAsync();
}
