using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Node.Proxy;
using Kube.Node.Proxy.Kernel;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube.Node.Tests.Proxy.Kernel;

/// <summary>A proxy of the node of a <see cref="RoutedNetwork"/>, and a service for it. Needs root.</summary>
public abstract class KernelProxyTest : IAsyncLifetime
{
    private protected const string ClusterIP = "10.96.3.7", ClusterIP6 = "fd96::7";

    private RoutedNetwork? _network;
    private KernelProxy? _proxy;

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected static NodePlace Here { get; } = new("here");

    /// <summary>Whether this process may make one.</summary>
    private protected bool HasNetwork => _network is not null;

    private protected RoutedNetwork Network => _network!;

    private protected KernelProxy Proxy => _proxy!;

    public async ValueTask InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess) _network = await RoutedNetwork.CreateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        if (_network is not null) await _network.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected void Start(ProxyTableOptions options) => _proxy = new KernelProxy(Network.Node, options, NullLogger.Instance);

    private protected async ValueTask EndAsync()
    {
        if (_proxy is not null) await _proxy.DisposeAsync();
        _proxy = null;
    }

    private protected Task<string> AskAsync(string address, int port) => RoutedNetwork.AskAsync(Network.Clients, address, port);

    private protected Task<string> AskInVainAsync(string address, int port) => RoutedNetwork.AskInVainAsync(Network.Clients, address, port);

    private protected Task ApplyAsync(V1Service? service, params V1EndpointSlice[] slices) => ApplyAsync(new ProxyTableOptions([]), service, slices);

    private protected async Task ApplyAsync(ProxyTableOptions options, V1Service? service, params V1EndpointSlice[] slices)
    {
        if (_proxy is null) Start(options);
        Assert.Empty(await Proxy.ApplyAsync([new(new ObjectKey("default", "web"), service, slices)], Here));
    }

    private protected static V1Service Service(string protocol = "TCP", int? nodePort = null, Action<V1Service>? configure = null)
    {
        var service = new V1Service
        {
            Metadata = new() { Name = "web", Namespace = "default" },
            Spec = new()
            {
                Type = nodePort is null ? "ClusterIP" : "NodePort",
                ClusterIP = ClusterIP,
                ClusterIPs = [ClusterIP, ClusterIP6],
                IpFamilies = ["IPv4", "IPv6"],
                IpFamilyPolicy = "RequireDualStack",
                Ports = [new() { Name = "http", Port = 80, Protocol = protocol, NodePort = nodePort }],
            },
        };
        configure?.Invoke(service);
        return service;
    }

    private protected static V1EndpointSlice Slice(params string[] addresses) => Slice("TCP", [.. addresses.Select(address => (address, "here"))]);

    private protected static V1EndpointSlice Slice((string Address, string Node)[] endpoints) => Slice("TCP", endpoints);

    private protected static V1EndpointSlice Slice(string protocol, (string Address, string Node)[] endpoints)
    {
        var isIPv6 = endpoints.Length > 0 && endpoints[0].Address.Contains(':', StringComparison.Ordinal);
        return new()
        {
            Metadata = new() { Name = isIPv6 ? "web-6" : "web-4", Namespace = "default", Labels = new() { [ChangedServices.ServiceNameLabel] = "web" } },
            AddressType = isIPv6 ? "IPv6" : "IPv4",
            Endpoints = [.. endpoints.Select(endpoint => new V1Endpoint { Addresses = [endpoint.Address], NodeName = endpoint.Node, Conditions = new() { Ready = true } })],
            Ports = [new() { Name = "http", Port = 8080, Protocol = protocol }],
        };
    }
}
