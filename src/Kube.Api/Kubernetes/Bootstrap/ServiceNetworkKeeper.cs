using Kube.Api.Client;
using Kube.Api.Hosting;
using Kube.Api.Kubernetes.Core.Services.Repair;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Watch;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Api.Kubernetes.Bootstrap;

/// <summary>Keeps the default ServiceCIDR, and services and their addresses in agreement: at once when a record changes, and all of them every three minutes.</summary>
internal sealed class ServiceNetworkKeeper : ServerLoops
{
    private const string Hook = "poststarthook/start-service-ip-repair-controllers";
    private const int RoundsPerCheck = 18;
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(10);

    private readonly DefaultServiceNetwork _network;
    private readonly AddressRepair _repair;
    private readonly IKubeClient _client;
    private readonly StartupHooks _hooks;
    private int _rounds;

    public ServiceNetworkKeeper(
        DefaultServiceNetwork network, AddressRepair repair, IKubeClient client, StartupHooks hooks, IWorkScheduler work, TimeProvider time, ILogger<ServiceNetworkKeeper> logger)
        : base(work, time, logger)
    {
        (_network, _repair, _client, _hooks) = (network, repair, client, hooks);
        hooks.Expect(Hook);
    }

    public override Task StartedAsync(CancellationToken cancellationToken)
    {
        if (_repair.IsNeeded)
        {
            Repeat("api.servicenetwork", RoundAsync);
            Repeat("api.servicenetwork.addresses", FollowAsync);
        }
        else
        {
            _hooks.Complete(Hook);
        }

        return Task.CompletedTask;
    }

    private async Task RoundAsync()
    {
        // The default network was made when the server started.
        if (_rounds > 0) await Task.Delay(s_round, Time, Stopping);
        if (_rounds > 0) await _network.KeepAsync(Stopping);
        await _repair.CheckSuspectsAsync(Stopping);
        if (_rounds % RoundsPerCheck == 0) await _repair.CheckAllAsync(Stopping);
        _rounds++;
        _hooks.Complete(Hook);
    }

    private async Task FollowAsync()
    {
        await foreach (var change in _client.For<V1IPAddress>().WatchAsync("", new ListOptions(), Stopping))
            if (change.Type is WatchEventType.Added or WatchEventType.Modified or WatchEventType.Deleted)
                await _repair.HeedAsync(change.Object, change.Type == WatchEventType.Deleted, Stopping);
        await PauseAsync();
    }
}
