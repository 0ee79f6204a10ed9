using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Hosting;
using Kube.Testing.Cluster;

namespace Kube.Controllers.Tests;

/// <summary>Shorter calls for tests of controllers.</summary>
internal static class ClusterObjects
{
    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A cluster of the API and some controllers alone.</summary>
    public static Task<TestCluster> StartAsync(Action<IKubeControllersBuilder> controllers) => TestCluster.StartAsync(
        options =>
        {
            (options.Nodes, options.BuiltInControllers, options.Scheduler) = (0, false, false);
            options.Controllers = controllers;
        },
        Cancel);

    public static async Task<T> AddAsync<T>(this TestCluster cluster, T obj)
        where T : class, IKubernetesObject<V1ObjectMeta> => await cluster.Client.For<T>().CreateAsync(obj, WriteOptions.Default, Cancel);

    public static async Task<T?> FindAsync<T>(this TestCluster cluster, string ns, string name)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            return await cluster.Client.For<T>().GetAsync(new(ns, name), Cancel);
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    public static async Task DeleteAsync<T>(this TestCluster cluster, string ns, string name, string? propagation = null)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        await cluster.Client.For<T>().DeleteAsync(new(ns, name), new() { PropagationPolicy = propagation }, Cancel);

    public static async Task<T> UpdateStatusAsync<T>(this TestCluster cluster, T obj)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        await cluster.Client.For<T>().UpdateAsync(new(obj.Metadata.Namespace ?? "", obj.Metadata.Name!), "status", obj, WriteOptions.Default, Cancel);

    public static async Task<IReadOnlyList<T>> ListAsync<T>(this TestCluster cluster, string ns)
        where T : class, IKubernetesObject<V1ObjectMeta> => (await cluster.Client.For<T>().ListAsync(ns, ListOptions.Default, Cancel)).Items;

    public static V1OwnerReference OwnedBy(string apiVersion, string kind, V1ObjectMeta owner, bool? blocks = null) =>
        new() { ApiVersion = apiVersion, Kind = kind, Name = owner.Name!, Uid = owner.Uid!, BlockOwnerDeletion = blocks };

    public static V1ConfigMap Map(string name, params V1OwnerReference[] owners) =>
        new() { Metadata = new() { Name = name, Namespace = "default", OwnerReferences = owners.Length == 0 ? null : [.. owners] } };

    public static V1Pod Pod(string name, string ns = "default", string? node = null) => new()
    {
        Metadata = new() { Name = name, Namespace = ns, Labels = new Dictionary<string, string> { ["app"] = "web" } },
        Spec = new() { NodeName = node, Containers = [new() { Name = "web", Image = "hello" }] },
    };
}
