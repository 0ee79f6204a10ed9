using Kube.Api.Client.Caches;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Store.Work;
using Kube.Testing.Store;
using Microsoft.Extensions.Logging.Abstractions;
using static Kube.Api.Tests.Client.Caches.ScriptedReads;
using static Kube.Api.Watch.WatchEventType;

namespace Kube.Api.Tests.Client.Caches;

public sealed class ResourceCacheTests : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly RecordingHandler _handler = new();
    private readonly ManualTime _time = new();
    private Task _loop = Task.CompletedTask;

    private static CancellationToken Cancel => ApiUnderTest.Cancel;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _loop;
        _ending.Dispose();
    }

    [Fact]
    public async Task Start_StreamingList_TellsInitialObjectsThenChangesInOrder()
    {
        var server = new ScriptedReads();
        var cache = Start(server);
        server.Send(Event(Added, "a", "1"), Event(Added, "b", "2"), Bookmark("5", endsInitial: true));
        await cache.WaitForSyncAsync(Cancel);
        server.Send(Event(Modified, "a", "6"), Event(Added, "c", "7"), Event(Deleted, "b", "8"));
        await cache.WaitForRevisionAsync("8", Cancel);

        Assert.Equal(["initial a@1", "initial b@2", "updated a@1-6", "added c@7", "deleted b@8"], _handler.Heard);
        Assert.Equal(["a", "c"], cache.List("default").Select(obj => obj.Metadata.Name));
    }

    [Fact]
    public async Task Watch_FailsAfterSync_ResumesFromItsPlaceWithoutListing()
    {
        var server = new ScriptedReads();
        var cache = Start(server);
        await server.NextWatchAsync();
        server.Send(Event(Added, "a", "1"), Bookmark("5", endsInitial: true));
        server.Send(Event(Modified, "a", "6"));
        server.Fail(new TooManyRequestsException("busy", 1));
        await WaitForBackoffAsync(server.NextWatchAsync());
        server.Send(Event(Modified, "a", "9"));
        await cache.WaitForRevisionAsync("9", Cancel);

        Assert.Equal(["initial a@1", "updated a@1-6", "updated a@6-9"], _handler.Heard);
        Assert.Equal("6", _resumed!.ResourceVersion);
        Assert.Null(_resumed.SendInitialEvents);
    }

    [Fact]
    public async Task Watch_PlaceExpired_ListsAgainAndTellsTheDifference()
    {
        var server = new ScriptedReads();
        var cache = Start(server);
        await server.NextWatchAsync();
        server.Send(Event(Added, "a", "1"), Event(Added, "b", "2"), Event(Added, "c", "3"), Event(Added, "d", "4"), Bookmark("5", endsInitial: true));
        server.Fail(new ExpiredException("too old"));
        await WaitForBackoffAsync(server.NextWatchAsync());
        server.Send(Event(Added, "a", "1"), Event(Added, "b", "7"), Event(Added, "d", "8", "another"), Event(Added, "e", "9"), Bookmark("9", endsInitial: true));
        await cache.WaitForRevisionAsync("9", Cancel);

        Assert.True(_resumed!.SendInitialEvents);
        Assert.Equal(["deleted c@3", "updated b@2-7", "deleted d@4", "added d@8", "added e@9"], _handler.Heard[4..]);
    }

    [Fact]
    public async Task Start_ServerWithoutStreamingLists_ListsByParts()
    {
        var server = new ScriptedReads { KnowsStreamingLists = false };
        server.Parts.Enqueue(new([Object("a", "1")], "4", "more"));
        server.Parts.Enqueue(new([Object("b", "2")], "4"));
        var cache = Start(server);
        var watch = await server.NextWatchAsync();
        await cache.WaitForSyncAsync(Cancel);

        Assert.Equal(["", "more"], server.Lists.Select(options => options.Continue));
        Assert.Equal("4", watch.ResourceVersion);
        Assert.Equal(2, cache.List("").Count);
    }

    [Fact]
    public async Task Handler_Throws_OthersAreTold()
    {
        var server = new ScriptedReads();
        var cache = Make(server);
        cache.Subscribe(new ThrowingHandler());
        Run(cache);
        server.Send(Event(Added, "a", "1"), Bookmark("5", endsInitial: true));
        await cache.WaitForSyncAsync(Cancel);

        Assert.Equal(["initial a@1"], _handler.Heard);
    }

    [Fact]
    public async Task Find_ObjectsChange_FollowsTheIndex()
    {
        var index = new CacheIndex<V1ConfigMap>("revision", obj => [obj.Metadata.ResourceVersion!]);
        var server = new ScriptedReads();
        var cache = Start(server);
        server.Send(Event(Added, "b", "1"), Event(Added, "a", "1"), Bookmark("5", endsInitial: true));
        await cache.WaitForSyncAsync(Cancel);
        Assert.Throws<ArgumentException>(() => cache.Find(index, "1"));
        cache.AddIndex(index);
        var before = cache.Find(index, "1");
        server.Send(Event(Modified, "a", "6"));
        await cache.WaitForRevisionAsync("6", Cancel);

        Assert.Equal(["a", "b"], before.Select(obj => obj.Metadata.Name));
        Assert.Equal(["b"], cache.Find(index, "1").Select(obj => obj.Metadata.Name));
        Assert.Equal(["a"], cache.Find(index, "6").Select(obj => obj.Metadata.Name));
        Assert.Same(cache.Find(index, "6"), cache.Find(index, "6"));
    }

    [Fact]
    public async Task End_SomeoneWaits_IsTold()
    {
        var cache = Start(new ScriptedReads());
        var waiting = cache.WaitForRevisionAsync("7", Cancel);
        await _ending.CancelAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => cache.WaitForSyncAsync(Cancel));
    }

    private ListOptions? _resumed;

    private ResourceCache<V1ConfigMap> Start(ScriptedReads server)
    {
        var cache = Make(server);
        Run(cache);
        return cache;
    }

    private void Run(ResourceCache<V1ConfigMap> cache)
    {
        cache.Subscribe(_handler);
        _loop = DefaultWorkScheduler.Instance.Run("test", () => cache.RunAsync(_ending.Token));
    }

    private ResourceCache<V1ConfigMap> Make(ScriptedReads server) =>
        new("configmaps", server, CacheScope.All, new CacheBackoff(_time, new SystemRandomSource()), NullLogger.Instance);

    /// <summary>Lets the back-off pass: it is no longer than 1.6 s at first.</summary>
    private async Task WaitForBackoffAsync(ValueTask<ListOptions> next)
    {
        var asked = next.AsTask();
        while (!asked.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        _resumed = await asked;
    }

    private sealed class ThrowingHandler : ICacheHandler<V1ConfigMap>
    {
        public void Added(V1ConfigMap obj, bool isInitial) => throw new InvalidOperationException("a broken promise");

        public void Updated(V1ConfigMap old, V1ConfigMap current) => throw new InvalidOperationException("a broken promise");

        public void Deleted(V1ConfigMap last) => throw new InvalidOperationException("a broken promise");
    }
}
