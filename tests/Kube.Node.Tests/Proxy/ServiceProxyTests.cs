using System.Net;
using System.Net.Sockets;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Node.Hosting;
using Kube.Node.Proxy;
using Kube.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Tests.Proxy;

/// <summary>The proxy in a host, from its start to its end: what it follows and what it takes back.</summary>
public sealed class ServiceProxyTests : IAsyncLifetime
{
    // Endpoints may not be on the loopback network.
    private static readonly IPAddress s_own = OwnAddress.Find();

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("kube-proxy");
    private readonly List<IDisposable> _open = [];
    private readonly int _nodePort = FreePorts.Next();
    private WebApplication _app = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IKubeClient Client => _app.Services.GetRequiredService<IKubeClient>();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddKubeStore().UseEmbedded(wal => wal.Directory = Path.Combine(_home.FullName, "store"));
        builder.Services.AddKubeApi().AddKubernetesResources();
        builder.Services.AddKubeApiServer(server =>
        {
            server.SecurePort = 0;
            server.CertificateDirectory = Path.Combine(_home.FullName, "pki");
        });
        builder.Services.AddKubeNode(node => node.NodeName = "here").AddServiceProxy(proxy =>
        {
            proxy.ServeClusterIPs = false;
            proxy.NodePortAddresses.Add("127.0.0.1");
            proxy.HealthzBindAddress = proxy.MetricsBindAddress = "127.0.0.1:0";
        });
        // Only the proxy of the node: there is no runtime here.
        var others = builder.Services.Where(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Name == "NodeAgentService").ToList();
        foreach (var other in others) builder.Services.Remove(other);
        _app = builder.Build();
        _app.MapKubeApi();
        await _app.StartAsync(Cancel);
        await Client.For<V1Namespace>().CreateAsync(new V1Namespace { Metadata = new() { Name = "default" } }, WriteOptions.Default, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var open in _open) open.Dispose();
        await _app.DisposeAsync();
        _home.Delete(recursive: true);
    }

    [Fact]
    public async Task Proxy_FollowsServicesAndEndpoints_AndEndsWithItsHost()
    {
        var first = Server();
        var second = Server();
        var health = FreePorts.Next();
        await Client.For<V1Service>().CreateAsync(Service(health), WriteOptions.Default, Cancel);
        var slice = await Client.For<V1EndpointSlice>().CreateAsync(Slice(first), WriteOptions.Default, Cancel);
        await AnswersAsync(first);

        slice.Ports![0].Port = second;
        slice = await Client.For<V1EndpointSlice>().UpdateAsync(slice, WriteOptions.Default, Cancel);
        await AnswersAsync(second);
        using (var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{health}/") })
        {
            await IsAsync(HttpStatusCode.OK, http);
            Assert.Equal(
                "{\n\t\"service\": {\n\t\t\"namespace\": \"default\",\n\t\t\"name\": \"web\"\n\t},\n\t\"localEndpoints\": 1,\n\t\"serviceProxyHealthy\": true\n}",
                await http.GetStringAsync("healthz", Cancel));
            // By whichever family the balancer has; Docker's containers may have only one.
            if (HostAddresses.HasIPv6) Assert.StartsWith("{", await http.GetStringAsync(new Uri($"http://[::1]:{health}/"), Cancel), StringComparison.Ordinal);
            slice.Endpoints![0].Conditions.Ready = false;
            slice = await Client.For<V1EndpointSlice>().UpdateAsync(slice, WriteOptions.Default, Cancel);
            await IsAsync(HttpStatusCode.ServiceUnavailable, http);
        }

        await AnswersAsync(null);
        await CheckStatusAsync();
        slice.Endpoints![0].Conditions.Ready = true;
        await Client.For<V1EndpointSlice>().UpdateAsync(slice, WriteOptions.Default, Cancel);
        await AnswersAsync(second);

        await _app.StopAsync(Cancel);
        Assert.Null(await PortOfAnswerAsync());
    }

    /// <summary>What load balancers, keepers and Prometheus are told.</summary>
    private async Task CheckStatusAsync()
    {
        using var http = new HttpClient();
        var doors = _app.Services.GetRequiredService<IStatusAddresses>();
        var (healthz, metricsAt) = (await doors.WaitAsync(StatusDoor.ProxyHealthz, Cancel), await doors.WaitAsync(StatusDoor.ProxyMetrics, Cancel));
        Assert.Matches("""^{"lastUpdated": "\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.\d]* \+0000 UTC","currentTime": "[^"]+", "nodeEligible": true}$""", await http.GetStringAsync(new Uri($"http://{healthz}/healthz"), Cancel));
        Assert.DoesNotContain("nodeEligible", await http.GetStringAsync(new Uri($"http://{healthz}/livez"), Cancel), StringComparison.Ordinal);
        var metrics = await http.GetStringAsync(new Uri($"http://{metricsAt}/metrics"), Cancel);
        foreach (var line in (string[])["kubeproxy_proxy_healthz_total{code=\"200\"} 1", "kubeproxy_sync_proxy_rules_service_changes_total 1", "kubeproxy_sync_proxy_rules_endpoint_changes_total 3",
            "kubeproxy_sync_proxy_rules_service_changes_pending 0", "kubeproxy_sync_proxy_rules_no_local_endpoints{traffic_policy=\"external\"} 0"]) Assert.Contains(line + "\n", metrics, StringComparison.Ordinal);
        Assert.Equal("userspace", await http.GetStringAsync(new Uri($"http://{metricsAt}/proxyMode"), Cancel));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri($"http://{metricsAt}/other"), Cancel)).StatusCode);
    }

    private V1Service Service(int health) => new()
    {
        Metadata = new() { Name = "web", Namespace = "default" },
        Spec = new()
        {
            Type = "LoadBalancer", ExternalTrafficPolicy = "Local", HealthCheckNodePort = health,
            ClusterIP = "10.96.9.9", ClusterIPs = ["10.96.9.9"], IpFamilies = ["IPv4"], IpFamilyPolicy = "SingleStack",
            Ports = [new() { Port = 80, NodePort = _nodePort, Protocol = "TCP", TargetPort = 80 }],
        },
    };

    private static V1EndpointSlice Slice(int port) => new()
    {
        Metadata = new() { Name = "web-1", Namespace = "default", Labels = new() { [ChangedServices.ServiceNameLabel] = "web" } },
        AddressType = "IPv4",
        Endpoints = [new() { Addresses = [s_own.ToString()], NodeName = "here", Conditions = new() { Ready = true } }],
        Ports = [new() { Port = port, Protocol = "TCP" }],
    };

    // The port of the server behind the service, as it says itself; null when nobody answers.
    private Task AnswersAsync(int? port) => Waiting.UntilAsync(PortOfAnswerAsync, answer => answer == port, answer => $"the one at {answer} answers, not {port}");

    private async Task<int?> PortOfAnswerAsync()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, _nodePort, Cancel);
            var buffer = new byte[4];
            return await socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, Cancel) == 4 ? BitConverter.ToInt32(buffer) : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static Task IsAsync(HttpStatusCode wanted, HttpClient http) => Waiting.UntilAsync(
        async () =>
        {
            try
            {
                using var answer = await http.GetAsync("", Cancel);
                return answer.StatusCode;
            }
            catch (HttpRequestException)
            {
                return default(HttpStatusCode?);
            }
        },
        status => status == wanted,
        status => $"it says {status}, not {wanted}");

    private int Server()
    {
        var listener = new TcpListener(s_own, 0);
        listener.Start();
        _open.Add(listener);
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.BeginAcceptSocket(Answer, null);
        return port;

        void Answer(IAsyncResult result)
        {
            try
            {
                using var client = listener.EndAcceptSocket(result);
                client.Send(BitConverter.GetBytes(port));
                listener.BeginAcceptSocket(Answer, null);
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException)
            {
                // The test is over.
            }
        }
    }
}
