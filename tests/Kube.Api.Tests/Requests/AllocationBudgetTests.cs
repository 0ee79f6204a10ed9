using System.Text;
using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;
using Xunit;

namespace Kube.Api.Tests.Requests;

/// <summary>What a write of a typical pod may cost in garbage. The figures are what it took when they were set, and a quarter; who makes them smaller sets them anew.</summary>
[Collection(nameof(AloneCollection))]
public sealed class AllocationBudgetTests
{
    private const int Rounds = 400;

    private const string Pod =
        """
        {"kind":"Pod","apiVersion":"v1","metadata":{"name":"NAME","namespace":"n","labels":{"app":"web","pod-template-hash":"7d9c8b6f5"},
        "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-7d9c8b6f5","uid":"5b9f6bd8-5d0c-4b7a-9a39-6c6f3d1f2f10","controller":true,"blockOwnerDeletion":true}]},
        "spec":{"containers":[{"name":"web","image":"registry.example.com/web:1.2.3","ports":[{"name":"http","containerPort":8080,"protocol":"TCP"}],
        "env":[{"name":"MODE","value":"production"},{"name":"POD","valueFrom":{"fieldRef":{"apiVersion":"v1","fieldPath":"metadata.name"}}}],
        "resources":{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"memory":"256Mi"}},
        "readinessProbe":{"httpGet":{"path":"/healthz","port":"http"},"periodSeconds":5},
        "volumeMounts":[{"name":"config","mountPath":"/etc/web"}]}],
        "volumes":[{"name":"config","configMap":{"name":"web"}}],"restartPolicy":"Always","terminationGracePeriodSeconds":30}}
        """;

    [Fact]
    public async Task Create_Pod_StaysInItsBudget()
    {
        await using var api = await StartAsync();
        var request = api.Request(Verbs.Create, "pods", "n");
        var bodies = Enumerable.Range(0, 2 * Rounds).Select(i => Encoding.UTF8.GetBytes(Pod.Replace("NAME", $"web-{i:0000}", StringComparison.Ordinal))).ToArray();
        var next = 0;
        var bytes = await MeasureAsync(async () =>
            await api.Writer.CreateAsync(request, RequestBody.FromBytes(bodies[next++], BodyFormat.Json), WriteOptions.Default, ApiUnderTest.Cancel));
        Assert.InRange(bytes, 0, 34 * 1024);
    }

    [Fact]
    public async Task Patch_PodStatus_StaysInItsBudget()
    {
        await using var api = await StartAsync();
        await api.CreateAsync("pods", "n", Pod.Replace("NAME", "web", StringComparison.Ordinal));
        var request = api.Request(Verbs.Patch, "pods", "n", "web", "status");
        var patches = Enumerable.Range(0, 2 * Rounds)
            .Select(i => Encoding.UTF8.GetBytes($$$"""{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"{{{(i % 2 == 0 ? "True" : "False")}}}"}]}}"""))
            .ToArray();
        var next = 0;
        var bytes = await MeasureAsync(async () =>
            await api.Writer.PatchAsync(request, new(PatchType.StrategicMerge, patches[next++]), WriteOptions.Default, ApiUnderTest.Cancel));
        Assert.InRange(bytes, 0, 53 * 1024);
    }

    [Fact]
    public async Task Create_Event_StaysInItsBudget()
    {
        await using var api = await StartAsync();
        var request = api.Request(Verbs.Create, "events", "n");
        var bodies = Enumerable.Range(0, 2 * Rounds).Select(i => Encoding.UTF8.GetBytes(
            $$$"""{"metadata":{"name":"web.{{{i:0000}}}","namespace":"n"},"involvedObject":{"kind":"Pod","namespace":"n","name":"web"},"reason":"Pulled","message":"Container image already present","type":"Normal","count":1}"""))
            .ToArray();
        var next = 0;
        var bytes = await MeasureAsync(async () =>
            await api.Writer.CreateAsync(request, RequestBody.FromBytes(bodies[next++], BodyFormat.Json), WriteOptions.Default, ApiUnderTest.Cancel));
        Assert.InRange(bytes, 0, 13 * 1024);
    }

    [Fact]
    public async Task InProcess_CreatePod_StaysInItsBudget()
    {
        await using var api = await StartAsync();
        var pods = api.Client.For<V1Pod>();
        var made = Pods(2 * Rounds);
        var next = 0;
        var bytes = await MeasureAsync(async () => await pods.CreateAsync(made[next++], WriteOptions.Default, ApiUnderTest.Cancel));
        Assert.InRange(bytes, 0, 35 * 1024);
    }

    [Fact]
    public async Task InProcess_GetPod_StaysInItsBudget()
    {
        await using var api = await StartAsync();
        await api.CreateAsync("pods", "n", Pod.Replace("NAME", "web", StringComparison.Ordinal));
        var pods = api.Client.For<V1Pod>();
        var bytes = await MeasureAsync(async () => await pods.GetAsync(new("n", "web"), ApiUnderTest.Cancel));
        Assert.InRange(bytes, 0, 6 * 1024);
    }

    /// <summary>What each pod of a list costs, the request's own part in it.</summary>
    [Fact]
    public async Task InProcess_ListPods_StaysInItsBudget()
    {
        const int Listed = 50;
        await using var api = await StartAsync();
        var pods = api.Client.For<V1Pod>();
        foreach (var pod in Pods(Listed)) await pods.CreateAsync(pod, WriteOptions.Default, ApiUnderTest.Cancel);
        var bytes = await MeasureAsync(async () => Assert.Equal(Listed, (await pods.ListAsync("n", ListOptions.Default, ApiUnderTest.Cancel)).Items.Count));
        Assert.InRange(bytes / Listed, 0, 5 * 1024);
    }

    [Fact]
    public async Task InProcess_BindPod_StaysInItsBudget()
    {
        await using var api = await StartAsync();
        var pods = api.Client.For<V1Pod>();
        foreach (var pod in Pods(2 * Rounds)) await pods.CreateAsync(pod, WriteOptions.Default, ApiUnderTest.Cancel);
        var next = 0;
        var bytes = await MeasureAsync(async () =>
        {
            var name = $"web-{next++:0000}";
            var binding = new V1Binding { Metadata = new() { Namespace = "n", Name = name }, Target = new() { Kind = "Node", Name = "node-1" } };
            await pods.CreateAsync(new("n", name), "binding", binding, WriteOptions.Default, ApiUnderTest.Cancel);
        });
        Assert.InRange(bytes, 0, 27 * 1024);
    }

    [Fact]
    public async Task InProcess_PatchPodStatus_StaysInItsBudget()
    {
        await using var api = await StartAsync();
        await api.CreateAsync("pods", "n", Pod.Replace("NAME", "web", StringComparison.Ordinal));
        var pods = api.Client.For<V1Pod>();
        var patches = Enumerable.Range(0, 2 * Rounds)
            .Select(i => new PatchBody(PatchType.StrategicMerge, Encoding.UTF8.GetBytes($$$"""{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"{{{(i % 2 == 0 ? "True" : "False")}}}"}]}}""")))
            .ToArray();
        var next = 0;
        var bytes = await MeasureAsync(async () => await pods.PatchAsync<V1Pod>(new("n", "web"), "status", patches[next++], WriteOptions.Default, ApiUnderTest.Cancel));
        Assert.InRange(bytes, 0, 55 * 1024);
    }

    /// <summary>What a watcher in this process costs beside the write that it sees; more watchers share what the first has decoded.</summary>
    [Fact]
    public async Task InProcess_WatchEvent_StaysInItsBudget()
    {
        await using var api = await StartAsync();
        var pods = api.Client.For<V1Pod>();
        var alone = Pods(2 * Rounds);
        var next = 0;
        var unwatched = await MeasureAsync(async () => await pods.CreateAsync(alone[next++], WriteOptions.Default, ApiUnderTest.Cancel));
        await using var events = pods.WatchAsync("n", ListOptions.Default, ApiUnderTest.Cancel).GetAsyncEnumerator(ApiUnderTest.Cancel);
        // The first is waited for before anything is written, so that the watch stands.
        var seen = events.MoveNextAsync();
        foreach (var pod in alone) pod.Metadata.Name += "-b";
        next = 0;
        var watched = await MeasureAsync(async () =>
        {
            await pods.CreateAsync(alone[next++], WriteOptions.Default, ApiUnderTest.Cancel);
            Assert.True(await seen);
            seen = events.MoveNextAsync();
        });
        Assert.InRange(watched - unwatched, 0, 8 * 1024);
    }

    private static V1Pod[] Pods(int count) =>
        [.. Enumerable.Range(0, count).Select(static i => (V1Pod)KubernetesTypes.Codec<V1Pod>().Decode(Encoding.UTF8.GetBytes(Pod.Replace("NAME", $"web-{i:0000}", StringComparison.Ordinal)), null))];

    private static async Task<ApiUnderTest> StartAsync()
    {
        var api = new ApiUnderTest();
        await api.AddNamespacesAsync("n");
        return api;
    }

    /// <summary>Bytes for one call, the store's own included, after as many to warm up.</summary>
    private static async Task<long> MeasureAsync(Func<Task> call)
    {
        for (var i = 0; i < Rounds; i++) await call();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < Rounds; i++) await call();
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / Rounds;
    }
}
