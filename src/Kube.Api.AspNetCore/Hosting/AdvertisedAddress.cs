using System.Net;
using System.Net.NetworkInformation;
using Kube.Api.Errors;
using Kube.Api.Hosting;
using Kube.Api.Kubernetes.Bootstrap;
using Kube.Shared.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kube.Api.AspNetCore.Hosting;

/// <summary>Tells pods where the server is: in the service <c>kubernetes</c>, from when it listens until it stops.</summary>
internal sealed class AdvertisedAddress : IHostedLifecycleService
{
    private const string Hook = "poststarthook/bootstrap-controller";
    private readonly IServer _server;
    private readonly KubernetesService? _service;
    private readonly KubeApiServerOptions _options;
    private readonly StartupHooks _hooks;
    private bool _published;

    public AdvertisedAddress(IServer server, IEnumerable<KubernetesService> services, IOptions<KubeApiServerOptions> options, StartupHooks hooks)
    {
        _server = server;
        _service = services.FirstOrDefault();
        _options = options.Value;
        _hooks = hooks;
        hooks.Expect(Hook);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (_service is not null && _server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } bound)
        {
            await _service.PublishAsync(Choose(_options), BindingPort(bound), cancellationToken);
            _published = true;
        }

        _hooks.Complete(Hook);
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (!_published) return;
        try
        {
            await _service!.WithdrawAsync(cancellationToken);
        }
        catch (ApiException)
        {
            // The server is going; the next one writes its own address over this.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The address to advertise.</summary>
    public static IPAddress Choose(KubeApiServerOptions options)
    {
        if (options.AdvertiseAddress is { } said) return said;
        if (options.FurtherBindAddresses.Count > 0) return options.FurtherBindAddresses[0];
        var bound = options.BindAddress;
        if (!bound.Equals(IPAddress.Any) && !bound.Equals(IPAddress.IPv6Any)) return bound;
        var outward = HostLinks.All()
            .Where(static device => device.OperationalStatus == OperationalStatus.Up && device.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .OrderByDescending(static device => device.GetIPProperties().GatewayAddresses.Count);
        return HostLinks.IPv4AddressesOf(outward).FirstOrDefault(IPAddress.Loopback);
    }

    private static int BindingPort(string address) => new Uri(address.Replace("[::]", "localhost", StringComparison.Ordinal)).Port;
}
