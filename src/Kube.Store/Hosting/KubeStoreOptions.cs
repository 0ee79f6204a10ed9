using System.ComponentModel.DataAnnotations;

namespace Kube.Store.Hosting;

/// <summary>What holds for every engine.</summary>
public sealed class KubeStoreOptions
{
    /// <summary>Bytes of the newest events kept in memory for watchers; one further behind reads the log. Default 64 MiB; 64 KiB to 16 GiB.</summary>
    [Range(1L << 16, 1L << 34)]
    public long HistoryBytes { get; set; } = 64L << 20;

    /// <summary>Largest transaction in bytes of keys and values. Default 3 MiB; 1 KiB to 64 MiB. etcd's is 1.5 MiB, which an API server raises for its largest objects.</summary>
    [Range(1 << 10, 64 << 20)]
    public int MaxTransactionBytes { get; set; } = 3 << 20;

    /// <summary>Greatest number of operations in one branch of a transaction. Default 128, as etcd's; 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int MaxTransactionOperations { get; set; } = 128;

    /// <summary>Transactions that may wait for the writer; further callers wait for a place. Default 8,192; 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int QueueLength { get; set; } = 8192;
}
