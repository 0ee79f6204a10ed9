using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Scheduling.Hosting;
using Kube.Testing.Cluster;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Scheduling.Tests.Loop;

/// <summary>A test cluster with a scheduler and no node agents: nodes are plain objects.</summary>
internal sealed class SchedulerCluster : IAsyncDisposable
{
    private SchedulerCluster(TestCluster cluster) => Cluster = cluster;

    public TestCluster Cluster { get; }

    public IResourceClient<V1Pod> Pods => Cluster.Client.For<V1Pod>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<SchedulerCluster> StartAsync(Action<IKubeSchedulingBuilder>? configure = null, int seed = 1) => new(await TestCluster.StartAsync(
        options =>
        {
            options.Nodes = 0;
            options.Seed = seed;
            options.BuiltInControllers = false;
            options.Scheduler = configure is null;
            options.Services = services =>
            {
                var builder = services.AddKubeScheduling();
                if (configure is null) builder.AddDefaultProfile();
                else configure(builder);
            };
        },
        Cancel));

    public async Task AddAsync(V1Node node)
    {
        var created = await Cluster.Client.For<V1Node>().CreateAsync(node, WriteOptions.Default, Cancel);
        // Admission taints a node that has not said that it is ready.
        created.Spec!.Taints = node.Spec?.Taints;
        await Cluster.Client.For<V1Node>().UpdateAsync(created, WriteOptions.Default, Cancel);
    }

    public async Task AddAsync(V1Pod pod)
    {
        pod.Metadata.Uid = null;
        pod.Spec!.ServiceAccountName = "default";
        pod.Spec.AutomountServiceAccountToken = false;
        await EnsureAccountAsync();
        await Pods.CreateAsync(pod, WriteOptions.Default, Cancel);
    }

    public async Task<IReadOnlyList<V1Pod>> PodsAsync() => (await Pods.ListAsync("default", new(), Cancel)).Items;

    public async Task<IReadOnlyList<Eventsv1Event>> EventsAsync(string reason)
    {
        await Cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
        var events = await Cluster.Client.For<Eventsv1Event>().ListAsync("default", new(), Cancel);
        return [.. events.Items.Where(known => known.Reason == reason)];
    }

    public async Task<IReadOnlyList<V1Pod>> WhenAsync(Func<IReadOnlyList<V1Pod>, bool> condition, TimeSpan? atMost = null)
    {
        IReadOnlyList<V1Pod> pods = [];
        await Cluster.WaitForAsync(
            async () =>
            {
                pods = await PodsAsync();
                return condition(pods);
            },
            atMost,
            Cancel);
        return pods;
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    private async Task EnsureAccountAsync()
    {
        try
        {
            await Cluster.Client.For<V1ServiceAccount>().GetAsync(new("default", "default"), Cancel);
        }
        catch (Kube.Api.Errors.NotFoundException)
        {
            await Cluster.Client.For<V1ServiceAccount>().CreateAsync(
                new() { ApiVersion = "v1", Kind = "ServiceAccount", Metadata = new() { Namespace = "default", Name = "default" } }, WriteOptions.Default, Cancel);
        }
    }
}
