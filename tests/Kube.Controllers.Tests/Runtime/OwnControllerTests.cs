using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Hosting;
using Kube.Controllers.Ownership;
using Kube.Controllers.Runtime;
using Kube.Testing.Cluster;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Controllers.Tests.Runtime;

/// <summary>What a user's own controller takes, and that it works.</summary>
public sealed class OwnControllerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Greeter_ConfigMapIsMade_MakesItsSecret()
    {
        await using var cluster = await StartAsync();
        await cluster.Client.For<V1ConfigMap>().CreateAsync(Named("hello", ("greet", "world")), WriteOptions.Default, Cancel);
        await cluster.WhenIdleAsync(Cancel);

        var secret = await cluster.Client.For<V1Secret>().GetAsync(new("default", "hello"), Cancel);
        Assert.Equal("Hello, world", System.Text.Encoding.UTF8.GetString(secret.Data!["greeting"]));
        Assert.Equal(("ConfigMap", "hello"), (secret.Metadata.OwnerReferences![0].Kind, secret.Metadata.OwnerReferences[0].Name));
        Assert.Equal("kube-controller-manager", secret.Metadata.ManagedFields![0].Manager);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
        var made = Assert.Single((await cluster.Client.For<Corev1Event>().ListAsync("default", ListOptions.Default, Cancel)).Items);
        Assert.Equal(("Greeted", "greeter", "ConfigMap"), (made.Reason, made.Source.Component, made.InvolvedObject.Kind));
    }

    [Fact]
    public async Task Greeter_ItsSecretIsDeleted_MakesItAgain()
    {
        await using var cluster = await StartAsync();
        await cluster.Client.For<V1ConfigMap>().CreateAsync(Named("hello", ("greet", "world")), WriteOptions.Default, Cancel);
        await cluster.WhenIdleAsync(Cancel);
        var first = await cluster.Client.For<V1Secret>().GetAsync(new("default", "hello"), Cancel);
        await cluster.Client.For<V1Secret>().DeleteAsync(new("default", "hello"), new(), Cancel);
        await cluster.WhenIdleAsync(Cancel);

        var second = await cluster.Client.For<V1Secret>().GetAsync(new("default", "hello"), Cancel);
        Assert.NotEqual(first.Metadata.Uid, second.Metadata.Uid);
    }

    [Fact]
    public async Task Greeter_FailsTwice_IsRetriedWithBackoff()
    {
        await using var cluster = await StartAsync();
        await cluster.Client.For<V1ConfigMap>().CreateAsync(Named("shy", ("greet", "world"), ("failures", "2")), WriteOptions.Default, Cancel);
        await cluster.WhenIdleAsync(Cancel);
        await Assert.ThrowsAsync<NotFoundException>(async () => await cluster.Client.For<V1Secret>().GetAsync(new("default", "shy"), Cancel));
        await cluster.AdvanceAsync(TimeSpan.FromMilliseconds(15), Cancel);

        await cluster.Client.For<V1Secret>().GetAsync(new("default", "shy"), Cancel);
    }

    [Fact]
    public async Task Greeter_FailsForGood_IsNotRetried()
    {
        await using var cluster = await StartAsync();
        var tries = cluster.Services.GetRequiredService<Tries>();
        await cluster.Client.For<V1ConfigMap>().CreateAsync(Named("rude", ("greet", "nobody")), WriteOptions.Default, Cancel);
        await cluster.AdvanceAsync(TimeSpan.FromHours(1), Cancel);

        Assert.Equal(1, tries.Count["rude"]);
    }

    [Fact]
    public async Task Greeter_ObjectDoesNotMatter_IsLeftAlone()
    {
        await using var cluster = await StartAsync();
        await cluster.Client.For<V1ConfigMap>().CreateAsync(Named("plain"), WriteOptions.Default, Cancel);
        await cluster.WhenIdleAsync(Cancel);

        Assert.False(cluster.Services.GetRequiredService<Tries>().Count.ContainsKey("plain"));
        Assert.Equal(["greeter"], cluster.Services.GetRequiredService<ControllersHealth>().Ready);
    }

    private static V1ConfigMap Named(string name, params (string Key, string Value)[] data) =>
        new() { Metadata = new() { Name = name, Namespace = "default" }, Data = data.ToDictionary(static pair => pair.Key, static pair => pair.Value) };

    private static Task<TestCluster> StartAsync() => TestCluster.StartAsync(
        options =>
        {
            (options.Nodes, options.BuiltInControllers, options.Scheduler) = (0, false, false);
            options.Services = static services => services.AddSingleton<Tries>();
            options.Controllers = static controllers => controllers.AddController<GreeterReconciler, V1ConfigMap>(
                static c => c.Owns<V1Secret>().When(static map => map.Data?.ContainsKey("greet") == true).Workers(2));
        },
        Cancel);

    private sealed class Tries
    {
        public Dictionary<string, int> Count { get; } = [];
    }

    private sealed class GreeterReconciler(IResourceCache<V1ConfigMap> maps, IResourceCache<V1Secret> secrets, IKubeClient client, IEventRecorder events, Tries tries)
        : IReconciler<V1ConfigMap>
    {
        public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
        {
            if (!maps.TryGet(key, out var map) || secrets.TryGet(key, out _)) return ReconcileResult.Done;
            var count = tries.Count[key.Name] = tries.Count.GetValueOrDefault(key.Name) + 1;
            if (map.Data!["greet"] == "nobody") throw new TerminalReconcileException("there is nobody to greet");
            if (map.Data.TryGetValue("failures", out var failures) && count <= int.Parse(failures)) throw new InvalidOperationException("too shy");
            await client.For<V1Secret>().CreateAsync(
                new()
                {
                    Metadata = new() { Name = key.Name, Namespace = key.Namespace, OwnerReferences = [OwnerReferences.ToController(map)] },
                    StringData = new Dictionary<string, string> { ["greeting"] = $"Hello, {map.Data["greet"]}" },
                },
                WriteOptions.Default,
                cancellationToken);
            events.Event(map, EventTypes.Normal, "Greeted", "Said hello");
            return ReconcileResult.Done;
        }
    }
}
