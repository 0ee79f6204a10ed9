using System.Net;
using System.Net.Sockets;
using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Kubernetes.Core.Services.Allocation;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Node.Proxy;
using Kube.Node.Work;
using Kube.Store.Work;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube.Node.Dns;

/// <summary>Starts the DNS server with the host and ends it with it.</summary>
internal sealed class ClusterDns(
    IKubeClientFactory clients, IOptions<ClusterDnsOptions> options, IOptions<ServiceNetworkOptions> network, IWorkScheduler work, IRandomSource random,
    TimeProvider time, ILoggerFactory logs)
    : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly ILogger _logger = logs.CreateLogger<ClusterDns>();
    private Task _loop = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _loop = work.Run("dns", RunAsync);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _loop.WaitAsync(cancellationToken);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync()
    {
        var addresses = DnsAddressPlan.Of(options.Value, network.Value);
        var registration = new DnsRegistration(clients.Create(UserInfo.ApiServer, "cluster-dns"), addresses);
        var host = new LoopbackAddresses(options.Value.AddressLabel);
        try
        {
            await UntilDoneAsync(() => registration.GrantAsync(_stop.Token));
            await using var caches = new ResourceCaches(clients.Create(DnsRegistration.User, "coredns"), work, time, logs);
            await using var running = new OwnedWork(work, _logger);
            var data = new ZoneData(caches.For<V1Service>(), caches.For<V1EndpointSlice>(), caches.For<V1Namespace>());
            await data.WaitForSyncAsync(_stop.Token);
            var upstream = new UpstreamResolvers(Upstream(addresses), random, time);
            var responder = new DnsResponder(new ClusterZone(data, options.Value.Domain.Trim('.').ToLowerInvariant(), addresses), upstream, _logger);
            await ServeAsync(addresses, host, registration, responder, running);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Told to stop.
        }
        finally
        {
            TakeBack(host);
        }
    }

    private async Task ServeAsync(IReadOnlyList<IPAddress> addresses, LoopbackAddresses host, DnsRegistration registration, DnsResponder responder, OwnedWork running)
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
                await UntilDoneAsync(() => ListenAsync(place, responder, running, listeners));
            }

            if (options.Value.RegisterService) await UntilDoneAsync(() => registration.RegisterAsync(owns, _stop.Token));
            await Task.Delay(Timeout.InfiniteTimeSpan, time, _stop.Token);
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
            listeners.Add(new DnsTcpListener(place, responder, running, time, _logger));
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
    private async Task UntilDoneAsync(Func<Task> action)
    {
        while (true)
        {
            try
            {
                await action();
                return;
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                if (e is not SocketException) DnsLog.RegistrationFailed(_logger, e);
                await Task.Delay(s_retry, time, _stop.Token);
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
