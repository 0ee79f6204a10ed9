using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Client.Events;
using Kube.Api.Requests;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Api.Kubernetes.Core.Services.Repair;

/// <summary>What the server tells of services' networks and addresses. Nothing runs for it before there is something to tell.</summary>
internal sealed class ServiceAddressEvents(IKubeClientFactory clients, IWorkScheduler work, TimeProvider time, ILoggerFactory logs, IRandomSource random) : IAsyncDisposable
{
    private readonly Lazy<EventRecorder> _network = new(() => new EventRecorder(Client(clients), new EventOrigin("kubernetes-service-cidr-controller"), work, time, logs, random));
    private readonly Lazy<SeriesEventRecorder> _repair = new(
        () => new SeriesEventRecorder(Client(clients), new EventOrigin("ipallocator-repair-controller"), work, time, logs, random));

    /// <summary>Of the default ServiceCIDR.</summary>
    public IEventRecorder Network => _network.Value;

    /// <summary>Of services and addresses that do not belong together.</summary>
    public IEventRecorder Repair => _repair.Value;

    public async ValueTask DisposeAsync()
    {
        if (_network.IsValueCreated) await _network.Value.DisposeAsync();
        if (_repair.IsValueCreated) await _repair.Value.DisposeAsync();
    }

    private static IKubeClient Client(IKubeClientFactory clients) => clients.Create(UserInfo.ApiServer, "kube-apiserver");
}
