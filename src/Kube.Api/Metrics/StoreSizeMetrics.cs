using Kube.Store.Errors;
using Kube.Store.Maintenance;

namespace Kube.Api.Metrics;

/// <summary>How much of the disk the store has. A store elsewhere is asked in the background: the figure shown is then that of the scrape before.
/// Of a store without such figures nothing is shown.</summary>
internal sealed class StoreSizeMetrics(IStoreMaintenance? maintenance) : IMetricSource
{
    private readonly Lock _lock = new();
    private Task _asking = Task.CompletedTask;
    private long _bytes = -1;

    public void Collect(IMetricSink sink)
    {
        lock (_lock)
        {
            if (maintenance is not null && _asking.IsCompleted) _asking = AskAsync(maintenance);
        }

        sink.Begin("apiserver_storage_size_bytes", "gauge", "[STABLE] Bytes that the store has on disk.");
        if (Interlocked.Read(ref _bytes) is var bytes and >= 0) sink.Add(bytes, ("storage_cluster_id", "etcd-0"));
    }

    private async Task AskAsync(IStoreMaintenance store)
    {
        try
        {
            Interlocked.Exchange(ref _bytes, (await store.GetStatusAsync(CancellationToken.None)).DiskBytes);
        }
        catch (StoreException)
        {
            // Not to be had: nothing is shown of it, as upstream.
            Interlocked.Exchange(ref _bytes, -1);
        }
    }
}
