using Kube.Api.Errors;
using Kube.Api.Requests;
using Kube.Api.Watch;
using Kube.Store.Kv;
using Kube.Store.Maintenance;
using Kube.Testing.Store;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.Tests.Watch;

public sealed class WatchTests
{
    [Fact]
    public async Task Watch_FromRevision_ReplaysThenFollows()
    {
        await using var api = await WithNamespaceAsync();
        var start = await api.ListAsync("configmaps", "n");
        await api.CreateAsync("configmaps", "n", """{"metadata":{"name":"a"}}""");
        await api.PatchAsync("configmaps", "n", "a", """{"data":{"k":"1"}}""");
        await using var watch = await StartAsync(api, new ListOptions { ResourceVersion = $"{start.Revision}" });
        Assert.Equal(["Added a", "Modified a"], await ReadAsync(watch, 2));
        await api.DeleteAsync("configmaps", "n", "a");
        Assert.Equal(["Deleted a"], await ReadAsync(watch, 1));
    }

    [Fact]
    public async Task Watch_LabelTransitions_AddedAndDeleted()
    {
        await using var api = await WithNamespaceAsync();
        var start = await api.ListAsync("configmaps", "n");
        await using var watch = await StartAsync(api, new ListOptions { ResourceVersion = $"{start.Revision}", LabelSelector = "in=yes" });
        await api.CreateAsync("configmaps", "n", """{"metadata":{"name":"a"}}""");
        await api.PatchAsync("configmaps", "n", "a", """{"metadata":{"labels":{"in":"yes"}}}""");
        await api.PatchAsync("configmaps", "n", "a", """{"data":{"k":"2"}}""");
        await api.PatchAsync("configmaps", "n", "a", """{"metadata":{"labels":{"in":"no"}}}""");
        await api.PatchAsync("configmaps", "n", "a", """{"metadata":{"labels":{"in":"yes"}}}""");
        await api.DeleteAsync("configmaps", "n", "a");
        Assert.Equal(["Added a", "Modified a", "Deleted a", "Added a", "Deleted a"], await ReadAsync(watch, 5));
    }

    [Fact]
    public async Task Watch_IndexedField_SeesObjectsComeAndGo()
    {
        await using var api = await WithNamespaceAsync();
        await using var watch = await api.Reader.WatchAsync(
            api.Request("watch", "pods", "n"), new ListOptions { FieldSelector = "spec.nodeName=n1" }, ApiUnderTest.Cancel);
        await api.CreateAsync("pods", "n", """{"metadata":{"name":"other"},"spec":{"containers":[{"name":"c","image":"i:1"}],"nodeName":"n2"}}""");
        await api.CreateAsync("pods", "n", """{"metadata":{"name":"mine"},"spec":{"containers":[{"name":"c","image":"i:1"}],"nodeName":"n1"}}""");
        Assert.Equal(["Added mine"], await ReadAsync(watch, 1));
    }

    [Fact]
    public async Task Watch_ReaderThatStaysAwayForTooLong_IsCutOffAndMissesNothing()
    {
        const int Batches = 192;
        const int PerBatch = 125;
        await using var api = await WithNamespaceAsync();
        var start = await api.ListAsync("configmaps", "n");
        await using var watch = await StartAsync(api, new ListOptions { ResourceVersion = $"{start.Revision}" });
        var store = api.Get<IKeyValueStore>();
        for (var batch = 0; batch < Batches; batch++)
        {
            // More changes than a chain may hold for a reader that does not come: it goes on from the store's history.
            await store.CommitAsync(
                new Transaction
                {
                    Success =
                    [
                        .. Enumerable.Range(batch * PerBatch, PerBatch).Select(i => new PutOperation(
                            StoreKey.FromString($"/registry/configmaps/n/c{i:00000}"),
                            System.Text.Encoding.UTF8.GetBytes($$$"""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"c{{{i:00000}}}","namespace":"n"}}"""))),
                    ],
                },
                ApiUnderTest.Cancel);
        }

        for (var i = 0; i < Batches * PerBatch;)
        {
            Assert.True(await watch.WaitToReadAsync(ApiUnderTest.Cancel));
            while (watch.TryRead(out var change)) Assert.Equal($"c{i++:00000}", change.Object.Facts.Name);
        }

        await api.CreateAsync("configmaps", "n", """{"metadata":{"name":"last"}}""");
        Assert.Equal(["Added last"], await ReadAsync(watch, 1));
    }

    [Fact]
    public async Task Watch_InitialEvents_EndWithAMarkedBookmark()
    {
        await using var api = await WithNamespaceAsync();
        await api.CreateAsync("configmaps", "n", """{"metadata":{"name":"a"}}""");
        await using var watch = await StartAsync(
            api, new ListOptions { SendInitialEvents = true, ResourceVersionMatch = "NotOlderThan", AllowWatchBookmarks = true });
        Assert.Equal(["Added a", "Bookmark  marked"], await ReadAsync(watch, 2));
        await api.CreateAsync("configmaps", "n", """{"metadata":{"name":"b"}}""");
        Assert.Equal(["Added b"], await ReadAsync(watch, 1));
    }

    [Fact]
    public async Task Watch_CompactedRevision_EndsWithAnError()
    {
        await using var api = await WithNamespaceAsync();
        var start = await api.ListAsync("configmaps", "n");
        await api.CreateAsync("configmaps", "n", """{"metadata":{"name":"a"}}""");
        await api.CreateAsync("configmaps", "n", """{"metadata":{"name":"b"}}""");
        await api.Get<IStoreMaintenance>().CompactAsync(start.Revision + 2, ApiUnderTest.Cancel);
        await using var watch = await StartAsync(api, new ListOptions { ResourceVersion = $"{start.Revision}" });
        var events = await ReadAsync(watch, 1);
        Assert.StartsWith("Error too old resource version: ", events[0], StringComparison.Ordinal);
        Assert.False(await watch.WaitToReadAsync(ApiUnderTest.Cancel));
    }

    [Fact]
    public async Task Watch_Timeout_BookmarkTwoSecondsBeforeThenEnd()
    {
        var time = new ManualTime();
        await using var api = new ApiUnderTest(services => services.AddSingleton<TimeProvider>(time));
        await api.AddNamespacesAsync("n");
        await using var watch = await StartAsync(api, new ListOptions { ResourceVersion = "1", AllowWatchBookmarks = true, TimeoutSeconds = 4 });
        var waiting = ReadAsync(watch, 1);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["Bookmark "], await waiting);
        var ending = watch.WaitToReadAsync(ApiUnderTest.Cancel);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(await ending);
    }

    [Fact]
    public async Task Watch_EventBytes_AreMadeOnceForAllWatchers()
    {
        await using var api = await WithNamespaceAsync();
        var start = await api.ListAsync("configmaps", "n");
        await using var one = await StartAsync(api, new ListOptions { ResourceVersion = $"{start.Revision}" });
        await using var two = await StartAsync(api, new ListOptions { ResourceVersion = $"{start.Revision}", LabelSelector = "!none" });
        await api.CreateAsync("configmaps", "n", """{"metadata":{"name":"a"}}""");
        var encoder = new CountingEncoder();
        Assert.Equal(await NextBytesAsync(one, encoder), await NextBytesAsync(two, encoder));
        Assert.InRange(encoder.Count, 1, 2);
    }

    [Fact]
    public async Task Watch_BadOptions_Invalid()
    {
        await using var api = await WithNamespaceAsync();
        var error = await Assert.ThrowsAsync<InvalidException>(() => StartAsync(api, new ListOptions { SendInitialEvents = true }));
        Assert.Equal(
            "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan",
            error.Message);
    }

    private static async Task<ApiUnderTest> WithNamespaceAsync()
    {
        var api = new ApiUnderTest();
        await api.AddNamespacesAsync("n");
        return api;
    }

    private static async Task<ObjectWatch> StartAsync(ApiUnderTest api, ListOptions options) =>
        await api.Reader.WatchAsync(api.Request("watch", "configmaps", "n"), options, ApiUnderTest.Cancel);

    private static async Task<List<string>> ReadAsync(ObjectWatch watch, int count)
    {
        var read = new List<string>();
        while (read.Count < count)
        {
            Assert.True(await watch.WaitToReadAsync(ApiUnderTest.Cancel), $"the watch ended after {string.Join(", ", read)}");
            while (read.Count < count && watch.TryRead(out var change))
            {
                var what = change.Type == WatchEventType.Error
                    ? ((Kube.Api.Models.V1Status)change.Object.Decode(0)).Message
                    : change.Object.Facts.Name;
                read.Add($"{change.Type} {what}{(change.EndsInitialEvents ? " marked" : "")}");
            }
        }

        return read;
    }

    private static async Task<byte[]> NextBytesAsync(ObjectWatch watch, IWatchEventEncoder encoder)
    {
        WatchEvent? change;
        while (!watch.TryRead(out change)) Assert.True(await watch.WaitToReadAsync(ApiUnderTest.Cancel));
        return change.GetBytes(encoder).ToArray();
    }

    private sealed class CountingEncoder : IWatchEventEncoder
    {
        public int Count { get; private set; }

        public void Encode(WatchEvent watchEvent, System.Buffers.IBufferWriter<byte> output)
        {
            Count++;
            watchEvent.Object.WriteJson(output, watchEvent.Revision);
        }
    }
}
