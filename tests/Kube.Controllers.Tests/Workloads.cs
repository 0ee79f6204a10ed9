using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Hosting;
using Kube.Testing.Cluster;

namespace Kube.Controllers.Tests;

/// <summary>A cluster with the controllers of workloads and endpoints, and a node whose agent the test plays.</summary>
internal static class Workloads
{
    public const string Node = "n1";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<TestCluster> StartAsync(Action<TestClusterOptions>? configure = null)
    {
        var cluster = await TestCluster.StartAsync(
            options =>
            {
                options.Nodes = 0;
                options.BuiltInControllers = false;
                options.Scheduler = false;
                options.Controllers = controllers => controllers.AddWorkloadControllers().AddEndpointControllers().AddNodeControllers();
                configure?.Invoke(options);
            },
            Cancel);
        await cluster.Client.For<V1Node>().CreateAsync(
            new V1Node { Metadata = new() { Name = Node, Labels = new() { ["topology.kubernetes.io/zone"] = "z1" } } }, WriteOptions.Default, Cancel);
        await cluster.CreateAsync(new V1ServiceAccount { Metadata = new() { Name = "default", Namespace = "default" } });
        return cluster;
    }

    public static V1PodTemplateSpec Template(string app = "web", string image = "hello") => new()
    {
        Metadata = new() { Labels = new() { ["app"] = app } },
        Spec = new() { Containers = [new() { Name = "c", Image = image, Ports = [new() { Name = "http", ContainerPort = 8080 }] }] },
    };

    public static V1LabelSelector Selector(string app = "web") => new() { MatchLabels = new() { ["app"] = app } };

    public static V1ReplicaSet Set(string name, int replicas) => new()
    {
        Metadata = new() { Name = name, Namespace = "default" },
        Spec = new() { Replicas = replicas, Selector = Selector(), Template = Template() },
    };

    public static V1Deployment Deployment(string name, int replicas) => new()
    {
        Metadata = new() { Name = name, Namespace = "default" },
        Spec = new() { Replicas = replicas, Selector = Selector(), Template = Template() },
    };

    public static V1Pod Pod(string name, string app = "web") => new()
    {
        Metadata = new() { Name = name, Namespace = "default", Labels = new() { ["app"] = app } },
        Spec = Template(app).Spec,
    };

    public static async Task<T> CreateAsync<T>(this TestCluster cluster, T obj)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var created = await cluster.Client.For<T>().CreateAsync(obj, WriteOptions.Default, Cancel);
        await cluster.WhenIdleAsync(Cancel);
        return created;
    }

    public static async Task<T> GetAsync<T>(this TestCluster cluster, string name)
        where T : class, IKubernetesObject<V1ObjectMeta> => await cluster.Client.For<T>().GetAsync(new("default", name), Cancel);

    public static async Task ChangeAsync<T>(this TestCluster cluster, string name, Action<T> change)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        while (true)
        {
            var obj = await cluster.GetAsync<T>(name);
            change(obj);
            try
            {
                await cluster.Client.For<T>().UpdateAsync(obj, WriteOptions.Default, Cancel);
                await cluster.WhenIdleAsync(Cancel);
                return;
            }
            catch (ConflictException)
            {
                // A controller was quicker.
            }
        }
    }

    public static async Task<List<T>> ListAsync<T>(this TestCluster cluster)
        where T : class, IKubernetesObject<V1ObjectMeta> => [.. (await cluster.Client.For<T>().ListAsync("default", ListOptions.Default, Cancel)).Items];

    public static async Task ChangeNodeAsync(this TestCluster cluster, string name, Action<V1Node> change, string subresource = "")
    {
        while (true)
        {
            var node = await cluster.Client.For<V1Node>().GetAsync(new(name), Cancel);
            change(node);
            try
            {
                if (subresource.Length > 0) await cluster.Client.For<V1Node>().UpdateAsync(new(name), subresource, node, WriteOptions.Default, Cancel);
                else await cluster.Client.For<V1Node>().UpdateAsync(node, WriteOptions.Default, Cancel);
                await cluster.WhenIdleAsync(Cancel);
                return;
            }
            catch (ConflictException)
            {
                // A controller was quicker.
            }
        }
    }

    /// <summary>Binds pods that have no node, gives them addresses and makes them ready.</summary>
    public static async Task RunPodsAsync(this TestCluster cluster, int most = int.MaxValue)
    {
        foreach (var pod in (await cluster.ListAsync<V1Pod>()).Where(pod => pod.Status.PodIP is null && pod.Metadata.DeletionTimestamp is null).Take(most))
        {
            var key = new ObjectKey("default", pod.Metadata.Name!);
            await cluster.Client.For<V1Pod>().CreateAsync(
                key, "binding", new V1Binding { Metadata = new() { Name = pod.Metadata.Name, Namespace = "default" }, Target = new() { Kind = "Node", Name = Node } }, WriteOptions.Default, Cancel);
            await cluster.SetStatusAsync(pod.Metadata.Name!, status =>
            {
                status.Phase = "Running";
                status.PodIP = Address(pod.Metadata.Name!);
                status.PodIPs = [new() { Ip = status.PodIP }];
                SetReady(status, "True", cluster.Time);
            });
        }

        await cluster.WhenIdleAsync(Cancel);
    }

    public static async Task SetStatusAsync(this TestCluster cluster, string pod, Action<V1PodStatus> change)
    {
        while (true)
        {
            var current = await cluster.GetAsync<V1Pod>(pod);
            change(current.Status);
            try
            {
                await cluster.Client.For<V1Pod>().UpdateAsync(new("default", pod), "status", current, WriteOptions.Default, Cancel);
                await cluster.WhenIdleAsync(Cancel);
                return;
            }
            catch (ConflictException)
            {
                // A controller was quicker.
            }
        }
    }

    public static void SetReady(V1PodStatus status, string ready, TimeProvider time)
    {
        (status.Conditions ??= []).RemoveAll(condition => condition.Type == "Ready");
        status.Conditions.Add(new() { Type = "Ready", Status = ready, LastTransitionTime = time.GetUtcNow().UtcDateTime });
    }

    /// <summary>Ends pods that were told to go, as a node's agent does.</summary>
    public static async Task EndPodsAsync(this TestCluster cluster)
    {
        foreach (var pod in (await cluster.ListAsync<V1Pod>()).Where(pod => pod.Metadata.DeletionTimestamp is not null))
            await cluster.Client.For<V1Pod>().DeleteAsync(new("default", pod.Metadata.Name!), new() { GracePeriodSeconds = 0 }, Cancel);
        await cluster.WhenIdleAsync(Cancel);
    }

    public static async Task<List<string>> EventsAsync(this TestCluster cluster, string reason)
    {
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
        return [.. (await cluster.ListAsync<Corev1Event>()).Where(note => note.Reason == reason).Select(note => note.Message!).Order(StringComparer.Ordinal)];
    }

    private static string Address(string pod)
    {
        var hash = 17;
        foreach (var c in pod) hash = unchecked((hash * 31) + c);
        return $"10.1.{(hash >> 8) & 0xff}.{hash & 0xff}";
    }
}
