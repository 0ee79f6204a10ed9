using System.Text;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Node.Agent;
using Kube.Node.Hosting;
using Kube.Node.Runtime;
using Kube.Node.Runtime.Hollow;
using Kube.Store.Work;
using Kube.Testing.Cluster;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Node.Tests.Agent;

/// <summary>One agent over the hollow runtime, against an API server in the same process, all on one virtual clock. Pods are bound by the test.</summary>
internal sealed class HollowNode : IAsyncDisposable
{
    public const string Name = "node-1";

    private readonly NodeOptions _options;

    private HollowNode(TestCluster cluster, NodeOptions options, HollowContainerRuntime runtime)
    {
        Cluster = cluster;
        Runtime = runtime;
        Doors = new(runtime);
        Clients = new(cluster.Services.GetRequiredService<IKubeClientFactory>());
        _options = options;
        Agent = NewAgent();
    }

    public TestCluster Cluster { get; }

    public HollowContainerRuntime Runtime { get; }

    /// <summary>What the agent asks of the runtime.</summary>
    public RecordingDoor Doors { get; }

    /// <summary>The agent's way to the server.</summary>
    public CutFactory Clients { get; }

    public NodeAgent Agent { get; private set; }

    public IKubeClient Client => Cluster.Client;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<HollowNode> StartAsync(Action<HollowRuntimeOptions>? runtime = null, Action<NodeOptions>? node = null)
    {
        var cluster = await TestCluster.StartAsync(
            options =>
            {
                options.Nodes = 0;
                options.BuiltInControllers = false;
                options.Scheduler = false;
            },
            Cancel);
        var runtimeOptions = new HollowRuntimeOptions();
        runtime?.Invoke(runtimeOptions);
        var options = new NodeOptions { NodeName = Name };
        options.ClusterDns.Add("10.0.0.10");
        node?.Invoke(options);
        var result = new HollowNode(cluster, options, new(runtimeOptions, cluster.Time));
        await cluster.Scheduler.Run("objects", async () =>
        {
            await result.Client.For<V1ServiceAccount>().CreateAsync(new() { Metadata = new() { Name = "default", Namespace = "default" } }, WriteOptions.Default, Cancel);
            await result.Client.For<V1ConfigMap>().CreateAsync(new() { Metadata = new() { Name = "kube-root-ca.crt", Namespace = "default" }, Data = new() { ["ca.crt"] = "ca" } }, WriteOptions.Default, Cancel);
        });
        await result.StartAgentAsync();
        return result;
    }

    public async Task RestartAgentAsync()
    {
        await Cluster.Scheduler.Run("stop", () => Agent.DisposeAsync().AsTask());
        await Cluster.WhenIdleAsync(Cancel);
        Agent = NewAgent();
        await StartAgentAsync();
    }

    /// <summary>Creates a pod that is bound to the node.</summary>
    public async Task<V1Pod> CreateAsync(string yaml)
    {
        var pod = Pod(yaml);
        pod.Spec.NodeName = Name;
        return await Cluster.Scheduler.RunAsync(() => Client.For<V1Pod>().CreateAsync(pod, WriteOptions.Default, Cancel).AsTask());
    }

    /// <summary>Changes a pod's resources by its resize subresource.</summary>
    public Task ResizeAsync(string name, string patch) => Cluster.Scheduler.RunAsync(() => Client.For<V1Pod>().PatchAsync<V1Pod>(
        new("default", name), "resize", new(PatchType.StrategicMerge, Kube.Api.Yaml.KubeYaml.ToJson(Encoding.UTF8.GetBytes(patch))), WriteOptions.Default, Cancel).AsTask());

    public static V1Pod Pod(string yaml)
    {
        var pod = (V1Pod)KubernetesTypes.Codec<V1Pod>().Decode(Kube.Api.Yaml.KubeYaml.ToJson(Encoding.UTF8.GetBytes(yaml)), null);
        pod.Metadata.Namespace ??= "default";
        return pod;
    }

    public Task<V1Pod> GetAsync(string name) => Cluster.Scheduler.RunAsync(() => Client.For<V1Pod>().GetAsync(new("default", name), Cancel).AsTask());

    public async Task<bool> ExistsAsync(string name)
    {
        try
        {
            await GetAsync(name);
            return true;
        }
        catch (NotFoundException)
        {
            return false;
        }
    }

    public Task DeleteAsync(string name, long? grace = null) =>
        Cluster.Scheduler.RunAsync(() => Client.For<V1Pod>().DeleteAsync(new("default", name), new() { GracePeriodSeconds = grace }, Cancel).AsTask());

    /// <summary>Lets time pass until a pod is there and as wanted.</summary>
    public async Task<V1Pod> WaitAsync(string name, Func<V1Pod, bool> condition, TimeSpan? atMost = null)
    {
        V1Pod? pod = null;
        try
        {
            await Cluster.WaitForAsync(async () => (pod = await FindAsync(name)) is not null && condition(pod), atMost, Cancel);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}: {string.Join('|', await EventsAsync(name))} {Show(pod)}", e);
        }

        return pod!;
    }

    public Task<V1Pod> WaitForPhaseAsync(string name, string phase, TimeSpan? atMost = null) => WaitAsync(name, pod => pod.Status.Phase == phase, atMost);

    public Task WaitGoneAsync(string name, TimeSpan? atMost = null) => Cluster.WaitForAsync(async () => await FindAsync(name) is null, atMost, Cancel);

    /// <summary>What was told about a pod, in order: reason and message.</summary>
    public async Task<string[]> EventsAsync(string about)
    {
        await Cluster.AdvanceAsync(TimeSpan.FromSeconds(2), Cancel);
        var events = await Cluster.Scheduler.RunAsync(() => Client.For<Corev1Event>().ListAsync("", ListOptions.Default, Cancel).AsTask());
        return [.. events.Items.Where(e => e.InvolvedObject.Name == about).OrderBy(e => long.Parse(e.Metadata.ResourceVersion!)).Select(e => $"{e.Reason}: {e.Message}")];
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.Scheduler.Run("stop", () => Agent.DisposeAsync().AsTask());
        await Cluster.DisposeAsync();
    }

    private static string Show(V1Pod? pod)
    {
        if (pod is null) return "no pod";
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        KubernetesTypes.Codec<V1Pod>().Encode(new V1Pod { Metadata = new() { Name = pod.Metadata.Name }, Status = pod.Status }, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private async ValueTask<V1Pod?> FindAsync(string name)
    {
        try
        {
            return await Client.For<V1Pod>().GetAsync(new("default", name), Cancel);
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    private NodeAgent NewAgent() => new(
        _options, Doors, Clients, Cluster.Scheduler, Cluster.Time, new TestLogs(TestContext.Current.TestOutputHelper));

    private async Task StartAgentAsync()
    {
        await Cluster.Scheduler.Run("start", () =>
        {
            Agent.Start();
            return Task.CompletedTask;
        });
        await Cluster.WaitForAsync(
            async () =>
            {
                var nodes = await Client.For<V1Node>().ListAsync("", ListOptions.Default, Cancel);
                return nodes.Items.Any(node => node.Status.Conditions?.Any(c => c is { Type: "Ready", Status: "True" }) == true);
            },
            cancellationToken: Cancel);
    }
}
