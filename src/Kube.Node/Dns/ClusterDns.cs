using System.Net;
using System.Net.Sockets;
using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Kubernetes.Core.Services.Allocation;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Node.Hosting;
using Kube.Node.Proxy;
using Kube.Node.Work;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube.Node.Dns;

/// <summary>Starts the DNS server with the host and ends it with it.</summary>
internal sealed class ClusterDns(
    IKubeClientFactory clients, IOptions<ClusterDnsOptions> options, IOptions<ServiceNetworkOptions> network, DnsStatus status, IWorkScheduler work, IRandomSource random,
    ILoggerFactory logs)
    : HostedLoop("dns", work)
{
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = logs.CreateLogger<ClusterDns>();

    protected override async Task RunAsync(CancellationToken stopping)
    {
        var addresses = DnsAddressPlan.Of(options.Value, network.Value);
        var registration = options.Value.GrantAccess || options.Value.RegisterService ? new DnsRegistration(clients.Create(UserInfo.ApiServer, "cluster-dns"), addresses) : null;
        var host = new LoopbackAddresses(options.Value.AddressLabel);
        try
        {
            await using var running = new OwnedWork(Work, _logger);
            using var doors = status.Open(running, _logger);
            if (options.Value.GrantAccess) await UntilDoneAsync(() => registration!.GrantAsync(stopping), stopping);
            await using var caches = new ResourceCaches(clients.Create(DnsRegistration.User, "coredns"), Work, status.Time, logs);
            using var data = new ZoneData(caches.For<V1Service>(), caches.For<V1EndpointSlice>(), caches.For<V1Namespace>());
            await data.WaitForSyncAsync(stopping);
            status.Synced();
            var upstream = new UpstreamResolvers(Upstream(addresses), random, status.Time);
            var responder = new DnsResponder(new ClusterZone(data, options.Value.Domain.Trim('.').ToLowerInvariant(), addresses), upstream, status.Metrics, status.Time, _logger);
            await ServeAsync(addresses, host, registration, responder, running, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop.
        }
        finally
        {
            TakeBack(host);
        }
    }

    private async Task ServeAsync(
        IReadOnlyList<IPAddress> addresses, LoopbackAddresses host, DnsRegistration? registration, DnsResponder responder, OwnedWork running, CancellationToken stopping)
    {
        var owns = host.IsAllowed(out var why);
        var loopback = new IPEndPoint(IPAddress.Loopback, options.Value.LoopbackPort);
        if (!owns) DnsLog.AddressesNotAllowed(_logger, why ?? "", loopback);
        var listeners = new List<IDisposable>();
        try
        {
            foreach (var place in owns ? addresses.Select(address => new IPEndPoint(address, 53)) : [loopback])
            {
                if (owns) host.Add(place.Address);
                await UntilDoneAsync(() => ListenAsync(place, responder, running, listeners), stopping);
            }

            status.Listening();
            if (options.Value.RegisterService) await UntilDoneAsync(() => registration!.RegisterAsync(owns, stopping), stopping);
            await Task.Delay(Timeout.InfiniteTimeSpan, status.Time, stopping);
        }
        finally
        {
            foreach (var listener in listeners) listener.Dispose();
        }
    }

    private Task ListenAsync(IPEndPoint place, DnsResponder responder, OwnedWork running, List<IDisposable> listeners)
    {
        try
        {
            listeners.Add(new DnsUdpListener(place, responder, running, _logger));
            listeners.Add(new DnsTcpListener(place, responder, running, status.Time, _logger));
            return Task.CompletedTask;
        }
        catch (SocketException e)
        {
            if (listeners is [.., DnsUdpListener udp] && udp.Address.Equals(place))
            {
                udp.Dispose();
                listeners.RemoveAt(listeners.Count - 1);
            }

            DnsLog.ListenFailed(_logger, e, place);
            throw;
        }
    }

    // The server may not answer yet, or somebody else may still hold the port: neither is final.
    private async Task UntilDoneAsync(Func<Task> action, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await action();
                return;
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                if (e is not SocketException) DnsLog.RegistrationFailed(_logger, e);
                await Task.Delay(s_retry, status.Time, stopping);
            }
        }
    }

    private IReadOnlyList<IPEndPoint> Upstream(IReadOnlyList<IPAddress> own) =>
        options.Value.UpstreamServers.Count > 0
            ? [.. options.Value.UpstreamServers.Select(text => IPEndPoint.TryParse(text, out var endpoint) && endpoint.Port > 0 ? endpoint : new IPEndPoint(IPAddress.Parse(text), 53))]
            : UpstreamResolvers.Read("/etc/resolv.conf", own);

    private void TakeBack(LoopbackAddresses host)
    {
        try
        {
            host.RemoveAllBut(new HashSet<IPAddress>());
        }
        catch (IOException e)
        {
            DnsLog.RegistrationFailed(_logger, e);
        }
    }
}
