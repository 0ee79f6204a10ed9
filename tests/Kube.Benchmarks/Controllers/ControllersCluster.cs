using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Store.Work;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kube.Benchmarks.Controllers;

/// <summary>A cluster of hollow nodes in this process, on a directory of its own, in real time.</summary>
internal sealed class ControllersCluster : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kube-controllers-").FullName;
    private readonly IHost _host;
    private readonly ResourceCaches _caches;

    private ControllersCluster(int nodes, bool counts)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddKubeStore().UseEmbedded(wal => wal.Directory = _directory);
        builder.Services.AddKubeApi().AddKubernetesResources().AddKubernetesAdmission().AddServiceNetwork().AddClusterBootstrap().AddServiceAccountTokens()
            .AddNodeAuthorizer().AddRbac();
        builder.Services.AddKubeControllers(options => options.RootCertificates = "none").AddBuiltInControllers();
        builder.Services.AddKubeScheduling().AddDefaultProfile();
        builder.Services.AddHollowNodes(hollow => hollow.Count = nodes);
        if (counts) Count(builder.Services);
        _host = builder.Build();
        Counts = _host.Services.GetService<RequestCounts>();
        var factory = _host.Services.GetRequiredService<IKubeClientFactory>();
        Client = factory.Create(new UserInfo("admin", groups: [UserNames.MastersGroup, UserNames.AuthenticatedGroup]), "benchmark");
        _caches = new(Client, DefaultWorkScheduler.Instance, TimeProvider.System, _host.Services.GetRequiredService<ILoggerFactory>());
    }

    public IKubeClient Client { get; }

    /// <summary>Null unless they were asked for.</summary>
    public RequestCounts? Counts { get; }

    public static async Task<ControllersCluster> StartAsync(int nodes, bool counts)
    {
        var cluster = new ControllersCluster(nodes, counts);
        await cluster._host.StartAsync();
        await cluster.WaitAsync<V1Node>("", nodes, static node =>
            node.Status?.Conditions?.Exists(static one => one is { Type: "Ready", Status: "True" }) == true && node.Spec?.Taints is not { Count: > 0 });
        return cluster;
    }

    public Task WaitForAccountAsync(string ns) => WaitAsync<V1ServiceAccount>(ns, 1, static _ => true);

    public Task WaitForAvailableAsync(string ns, int deployments) => WaitAsync<V1Deployment>(
        ns,
        deployments,
        static deployment => deployment.Status is { } status && status.AvailableReplicas == deployment.Spec!.Replicas && status.ObservedGeneration == deployment.Metadata.Generation);

    public async ValueTask DisposeAsync()
    {
        await _caches.DisposeAsync();
        await _host.StopAsync();
        if (_host is IAsyncDisposable host) await host.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static void Count(IServiceCollection services)
    {
        var reader = services.Single(static service => service.ServiceType == typeof(IObjectReader)).ImplementationType!;
        var writer = services.Single(static service => service.ServiceType == typeof(IObjectWriter)).ImplementationType!;
        services.AddSingleton(provider => new RequestCounts(
            (IObjectReader)ActivatorUtilities.CreateInstance(provider, reader), (IObjectWriter)ActivatorUtilities.CreateInstance(provider, writer)));
        services.Replace(ServiceDescriptor.Singleton<IObjectReader>(static provider => provider.GetRequiredService<RequestCounts>()));
        services.Replace(ServiceDescriptor.Singleton<IObjectWriter>(static provider => provider.GetRequiredService<RequestCounts>()));
    }

    private async Task WaitAsync<T>(string ns, int count, Func<T, bool> isGood)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var waiter = new Waiter<T>(count, isGood);
        using var subscription = _caches.For<T>(new CacheScope(ns)).Subscribe(waiter);
        await waiter.Done;
    }

    private sealed class Waiter<T>(int count, Func<T, bool> isGood) : ICacheHandler<T>
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        private readonly HashSet<string> _good = [];
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Done => _done.Task;

        public void Added(T obj, bool isInitial) => Look(obj);

        public void Updated(T old, T current) => Look(current);

        public void Deleted(T last) => _good.Remove(last.Metadata.Name!);

        private void Look(T obj)
        {
            if (isGood(obj)) _good.Add(obj.Metadata.Name!);
            else _good.Remove(obj.Metadata.Name!);
            if (_good.Count >= count) _done.TrySetResult();
        }
    }
}
