using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Node.EnvironmentVariables;
using Kube.Node.Tests.Agent;

namespace Kube.Node.Tests.EnvironmentVariables;

/// <summary>As a node sees the objects of its pods, with a node's rights.</summary>
public sealed class WatchedObjectsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ConfigMap_Changed_IsSeenWithoutAsking()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync("{metadata: {name: web}, spec: {volumes: [{name: v, configMap: {name: settings, optional: true}}], containers: [{name: main, image: x}]}}");
        await using var watched = Objects(node);
        var heard = new List<ObjectKey>();
        watched.Changed = heard.Add;

        Assert.Null(await RunAsync(node, () => watched.ConfigMapAsync("default", "settings", Cancel)));
        await PutAsync(node, "one", immutable: null);
        Assert.Equal("one", (await RunAsync(node, () => watched.ConfigMapAsync("default", "settings", Cancel)))!.Data!["a"]);
        await PutAsync(node, "two", immutable: null);
        Assert.Equal("two", (await RunAsync(node, () => watched.ConfigMapAsync("default", "settings", Cancel)))!.Data!["a"]);

        Assert.Equal([new("default", "settings"), new("default", "settings")], heard);
        await EndAsync(node, watched);
    }

    [Fact]
    public async Task ConfigMap_Immutable_IsReadAndNotWatched()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync("{metadata: {name: web}, spec: {volumes: [{name: v, configMap: {name: settings, optional: true}}], containers: [{name: main, image: x}]}}");
        await PutAsync(node, "one", immutable: true);
        await using var watched = Objects(node);
        await RunAsync(node, () => watched.ConfigMapAsync("default", "settings", Cancel));
        await node.Cluster.Scheduler.Run("delete", () => node.Client.For<V1ConfigMap>().DeleteAsync(new("default", "settings"), new(), Cancel).AsTask());
        await node.Cluster.AdvanceAsync(TimeSpan.FromSeconds(30), Cancel);

        // A watch would have told of its end.
        Assert.NotNull(await RunAsync(node, () => watched.ConfigMapAsync("default", "settings", Cancel)));
        await EndAsync(node, watched);
    }

    [Fact]
    public async Task ConfigMap_OldAnswerAfterTheWatchBegan_IsNotKept()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync("{metadata: {name: web}, spec: {volumes: [{name: v, configMap: {name: settings, optional: true}}], containers: [{name: main, image: x}]}}");
        await using var watched = Objects(node);
        var held = new TaskCompletionSource();
        node.Clients.AnswersHeld = held.Task;

        // There is none, says the server; before that is heard, the watch has told of one.
        var first = node.Cluster.Scheduler.RunAsync(() => watched.ConfigMapAsync("default", "settings", Cancel).AsTask());
        await node.Cluster.WhenIdleAsync(Cancel);
        await PutAsync(node, "one", immutable: null);
        held.SetResult();

        Assert.Equal("one", (await first)!.Data!["a"]);
        Assert.Equal("one", (await RunAsync(node, () => watched.ConfigMapAsync("default", "settings", Cancel)))!.Data!["a"]);
        await EndAsync(node, watched);
    }

    private static WatchedObjects Objects(HollowNode node) => new(
        node.Clients.Create(new UserInfo("system:node:" + HollowNode.Name, groups: ["system:nodes", UserNames.AuthenticatedGroup]), "kubelet"), node.Cluster.Scheduler, node.Cluster.Time);

    private static async Task<T> RunAsync<T>(HollowNode node, Func<ValueTask<T>> ask)
    {
        var result = await node.Cluster.Scheduler.RunAsync(() => ask().AsTask());
        await node.Cluster.WhenIdleAsync(Cancel);
        return result;
    }

    private static async Task PutAsync(HollowNode node, string value, bool? immutable)
    {
        await node.Cluster.Scheduler.Run("put", async () =>
        {
            var maps = node.Client.For<V1ConfigMap>();
            var map = new V1ConfigMap { Metadata = new() { Name = "settings", Namespace = "default" }, Data = new() { ["a"] = value }, Immutable = immutable };
            if (value == "one") await maps.CreateAsync(map, WriteOptions.Default, Cancel);
            else await maps.UpdateAsync(map, WriteOptions.Default, Cancel);
        });
        await node.Cluster.WhenIdleAsync(Cancel);
    }

    private static Task EndAsync(HollowNode node, WatchedObjects watched) => node.Cluster.Scheduler.Run("end", () => watched.DisposeAsync().AsTask());
}
