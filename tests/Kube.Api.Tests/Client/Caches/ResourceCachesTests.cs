using Kube.Api.Catalog;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Store.Work;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube.Api.Tests.Client.Caches;

public sealed class ResourceCachesTests
{
    private static CancellationToken Cancel => ApiUnderTest.Cancel;

    [Fact]
    public async Task For_RealServer_FollowsWrites()
    {
        await using var api = new ApiUnderTest();
        await api.AddNamespacesAsync("a", "b");
        await api.CreateAsync("configmaps", "a", """{"metadata":{"name":"one","labels":{"app":"web"}}}""");
        await using var caches = Caches(api);
        var typed = caches.For<V1ConfigMap>();
        var scoped = caches.For<V1ConfigMap>(new("b", LabelSelector: "app=web"));
        var trees = caches.For(new GroupVersionResource("", "v1", "configmaps"), CacheScope.All);
        await caches.WaitForSyncAsync(Cancel);
        Assert.Same(typed, caches.For<V1ConfigMap>(new CacheScope()));

        var made = await api.Client.For<V1ConfigMap>().CreateAsync(
            new() { Metadata = new() { Name = "two", Namespace = "b", Labels = new Dictionary<string, string> { ["app"] = "web" } } }, WriteOptions.Default, Cancel);
        foreach (var cache in new ICacheProgress[] { typed, scoped, trees }) await cache.WaitForRevisionAsync(made.Metadata.ResourceVersion!, Cancel);

        Assert.Equal(["one", "two"], typed.List("").Select(obj => obj.Metadata.Name));
        Assert.Equal(["two"], scoped.List("").Select(obj => obj.Metadata.Name));
        Assert.Equal(["two"], trees.List("b").Select(obj => obj.Name));
        Assert.True(trees.TryGet(new("a", "one"), out _));
    }

    [Fact]
    public async Task Dispose_LoopsRun_EndsThem()
    {
        await using var api = new ApiUnderTest();
        var caches = Caches(api);
        var cache = caches.For<V1ConfigMap>();
        await cache.WaitForSyncAsync(Cancel);
        await caches.DisposeAsync();

        Assert.Throws<ObjectDisposedException>(() => caches.For<V1Secret>());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => cache.WaitForRevisionAsync("999999", Cancel));
    }

    private static ResourceCaches Caches(ApiUnderTest api) => new(api.Client, DefaultWorkScheduler.Instance, TimeProvider.System, NullLoggerFactory.Instance);
}
