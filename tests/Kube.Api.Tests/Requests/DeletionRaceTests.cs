using System.Text;
using Kube.Api.Models;
using Kube.Store.Kv;
using Kube.Store.Watch;
using Microsoft.Extensions.DependencyInjection;
using KeyDeletion = Kube.Store.Kv.DeleteOperation;

namespace Kube.Api.Tests.Requests;

/// <summary>A pod deleted with no grace is marked first and deleted then; between both, others act on the mark, or the server dies.</summary>
public sealed class DeletionRaceTests
{
    private const string Pod = """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i:1"}],"nodeName":"n1"}}""";

    private static V1DeleteOptions AtOnce => new() { GracePeriodSeconds = 0 };

    [Fact]
    public async Task Delete_NodeDeletesTheMarkedPodFirst_IsNoFailure()
    {
        await using var api = await WithPodAsync(static store => store.CommitAsync(Transaction.Delete(KeyRange.Single(Key)), ApiUnderTest.Cancel));
        var answer = await api.DeleteAsync("pods", "n", "p", AtOnce);
        Assert.Contains("\"deletionGracePeriodSeconds\":0", answer, StringComparison.Ordinal);
        Assert.Null(await FindAsync(api));
    }

    [Fact]
    public async Task Delete_MarkedPodIsReplacedByAnother_LeavesTheOther()
    {
        await using var api = await WithPodAsync(static store => RewriteAsync(store, static json => json.Replace("\"uid\":\"", "\"uid\":\"another-", StringComparison.Ordinal)));
        Assert.Contains("\"deletionGracePeriodSeconds\":0", await api.DeleteAsync("pods", "n", "p", AtOnce), StringComparison.Ordinal);
        Assert.Contains("\"uid\":\"another-", await FindAsync(api), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_NodeWritesTheMarkedPodsStatus_DeletesItStill()
    {
        await using var api = await WithPodAsync(static store => RewriteAsync(store, static json => json.Replace("\"phase\":\"Pending\"", "\"phase\":\"Running\"", StringComparison.Ordinal)));
        await api.DeleteAsync("pods", "n", "p", AtOnce);
        Assert.Null(await FindAsync(api));
    }

    [Fact]
    public async Task Delete_PodLeftMarkedWithNoGrace_GoesAtOnce()
    {
        await using var api = await WithPodAsync(null);
        await RewriteAsync(
            api.Get<IKeyValueStore>(),
            static json => json.Replace("\"uid\":\"", "\"deletionTimestamp\":\"2026-01-01T00:00:00Z\",\"deletionGracePeriodSeconds\":0,\"uid\":\"", StringComparison.Ordinal));
        await api.DeleteAsync("pods", "n", "p");
        Assert.Null(await FindAsync(api));
    }

    private static StoreKey Key => StoreKey.FromString("/registry/pods/n/p");

    private static async Task<ApiUnderTest> WithPodAsync(Func<IKeyValueStore, ValueTask<TransactionResult>>? beforeDeletion)
    {
        var api = new ApiUnderTest(builder =>
        {
            var inner = builder.Services.Last(static service => service.ServiceType == typeof(IKeyValueStore));
            builder.Services.AddSingleton<IKeyValueStore>(services => new InterruptedStore((IKeyValueStore)inner.ImplementationFactory!(services), beforeDeletion));
        });
        await api.AddNamespacesAsync("n");
        await api.CreateAsync("pods", "n", Pod);
        return api;
    }

    private static async ValueTask<TransactionResult> RewriteAsync(IKeyValueStore store, Func<string, string> change)
    {
        var json = await ReadAsync(store);
        var changed = change(json!);
        Assert.NotEqual(json, changed);
        return await store.CommitAsync(Transaction.Put(Key, Encoding.UTF8.GetBytes(changed)), ApiUnderTest.Cancel);
    }

    private static ValueTask<string?> FindAsync(ApiUnderTest api) => ReadAsync(api.Get<IKeyValueStore>());

    private static async ValueTask<string?> ReadAsync(IKeyValueStore store)
    {
        var found = await store.RangeAsync(new() { Range = KeyRange.Single(Key) }, ApiUnderTest.Cancel);
        return found.Entries.Count == 0 ? null : Encoding.UTF8.GetString(found.Entries[0].Value.Span);
    }

    /// <summary>Does something once, just before the first deletion of a key.</summary>
    private sealed class InterruptedStore(IKeyValueStore inner, Func<IKeyValueStore, ValueTask<TransactionResult>>? beforeDeletion) : IKeyValueStore
    {
        private Func<IKeyValueStore, ValueTask<TransactionResult>>? _beforeDeletion = beforeDeletion;

        public ValueTask<RangeResult> RangeAsync(RangeRequest request, CancellationToken cancellationToken) => inner.RangeAsync(request, cancellationToken);

        public IAsyncEnumerable<WatchBatch> WatchAsync(WatchRequest request, CancellationToken cancellationToken) => inner.WatchAsync(request, cancellationToken);

        public async ValueTask<TransactionResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
        {
            if (transaction.Success is [KeyDeletion] && Interlocked.Exchange(ref _beforeDeletion, null) is { } interrupt) await interrupt(inner);
            return await inner.CommitAsync(transaction, cancellationToken);
        }
    }
}
