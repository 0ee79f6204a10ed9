using System.Text;
using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Store.Kv;
using Kube.Store.Snapshots;

namespace Kube.Api.Kubernetes.Core.Services.Allocation;

/// <summary>Node ports. A port is taken by a key of its own, whose value names the service, so the store decides who gets it, whichever server asks.</summary>
internal sealed class NodePortPool(ServiceNetworkOptions options, IKeyValueStore store, IStoreSnapshots snapshots, IRandomSource random)
{
    private const string KeyPrefix = "/registry/ranges/servicenodeports/";
    private const int SmallestBand = 16;
    private const int LargestBand = 128;

    public int First { get; } = options.FirstNodePort;

    public int Last { get; } = options.LastNodePort;

    public bool Contains(int port) => port >= First && port <= Last;

    /// <returns>False when another service has the port.</returns>
    public async ValueTask<bool> TryTakeAsync(int port, V1Service owner, StrategyContext context, CancellationToken cancellationToken)
    {
        if (context.DryRun) return !(await snapshots.OpenLatestAsync(cancellationToken)).TryGet(Key(port).Span, out _);
        var result = await store.CommitAsync(Transaction.PutIfAbsent(Key(port), Owner(owner)), cancellationToken);
        return result.Succeeded;
    }

    /// <returns>The port taken; null when none is free.</returns>
    public async ValueTask<int?> TakeAnyAsync(V1Service owner, IReadOnlyCollection<int> except, StrategyContext context, CancellationToken cancellationToken)
    {
        var count = Last - First + 1;
        // The first ports are left to services that name theirs, while others are free (KEP-3668).
        var band = count <= SmallestBand ? 0 : Math.Clamp(count / 32, SmallestBand, LargestBand);
        return await TakeBetweenAsync(First + band, Last, owner, except, context, cancellationToken)
            ?? await TakeBetweenAsync(First, First + band - 1, owner, except, context, cancellationToken);
    }

    /// <summary>Gives a port back, if it is still that service's.</summary>
    public async ValueTask FreeAsync(int port, V1Service owner, CancellationToken cancellationToken)
    {
        var key = Key(port);
        await store.CommitAsync(
            new Transaction
            {
                Compares = [Compare.OfValue(KeyRange.Single(key), CompareResult.Equal, Owner(owner))],
                Success = [new Kube.Store.Kv.DeleteOperation(KeyRange.Single(key))],
            },
            cancellationToken);
    }

    private async ValueTask<int?> TakeBetweenAsync(
        int from, int to, V1Service owner, IReadOnlyCollection<int> except, StrategyContext context, CancellationToken cancellationToken)
    {
        var count = to - from + 1;
        if (count <= 0) return null;
        var snapshot = await snapshots.OpenLatestAsync(cancellationToken);
        var start = (int)(random.NextFraction() * count);
        for (var i = 0; i < count; i++)
        {
            var port = from + ((start + i) % count);
            if (except.Contains(port) || snapshot.TryGet(Key(port).Span, out _)) continue;
            if (await TryTakeAsync(port, owner, context, cancellationToken)) return port;
        }

        return null;
    }

    private static StoreKey Key(int port) => StoreKey.FromString($"{KeyPrefix}{port:00000}");

    private static byte[] Owner(V1Service service) => Encoding.UTF8.GetBytes($"{service.Metadata.Namespace}/{service.Metadata.Name}");
}
