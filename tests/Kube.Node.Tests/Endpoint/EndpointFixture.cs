using System.Net;
using System.Security.Cryptography.X509Certificates;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Client;
using Kube.Api.Client.Http;
using Kube.Api.Hosting;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Node.Agent;
using Kube.Node.Endpoint;
using Kube.Node.Runtime;
using Kube.Node.Runtime.Hollow;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Tests.Endpoint;

/// <summary>An API server and a node's endpoint on free ports of one process, with pods whose commands run for real.</summary>
public sealed class EndpointFixture : IAsyncLifetime
{
    public const string NodeName = "node-1";
    private readonly WebApplication _app;

    public EndpointFixture()
        : this(static _ => { })
    {
    }

    /// <summary>The same with further parts of the API, and static tokens.</summary>
    internal EndpointFixture(Action<IKubeApiBuilder> add, string tokens = "")
    {
        var tokenFile = Path.Combine(Home, "tokens.csv");
        File.WriteAllText(tokenFile, tokens);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddKubeStore().UseEmbedded(wal => wal.Directory = Path.Combine(Home, "store"));
        add(builder.Services.AddKubeApi().AddKubernetesResources());
        builder.Services.AddKubeApiServer(server =>
        {
            server.SecurePort = 0;
            server.CertificateDirectory = Path.Combine(Home, "pki");
            if (tokens.Length > 0) server.TokenAuthFile = tokenFile;
            server.KubeletCertificateAuthority = Path.Combine(Home, "pki", "ca.crt");
        });
        Runtime = new ShellRuntime(new HollowContainerRuntime(
            new HollowRuntimeOptions { Behavior = _ => new HollowBehavior(), RefuseImage = image => image.Contains("nosuch", StringComparison.Ordinal) ? "there is none" : null },
            TimeProvider.System));
        builder.Services.AddSingleton<IContainerRuntime>(Runtime);
        builder.Services.AddKubeNode(node =>
        {
            node.NodeName = NodeName;
            node.NodeIp = "127.0.0.1";
            node.Port = 0;
            node.RootDirectory = Path.Combine(Home, "kubelet");
        }).AddNodeEndpoint(endpoint =>
        {
            endpoint.Address = IPAddress.Loopback;
            endpoint.SystemLogDirectory = SystemLogs;
        });
        _app = builder.Build();
        _app.MapKubeNode();
        _app.MapKubeApi();
    }

    public string Home { get; } = Directory.CreateTempSubdirectory("kube-endpoint").FullName;

    public string KubeconfigPath => Path.Combine(Home, "admin.kubeconfig");

    public string SystemLogs => Path.Combine(Home, "log");

    public Uri Api { get; private set; } = null!;

    public Uri NodeAddress { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    internal ShellRuntime Runtime { get; }

    internal IKubeClient Client => Services.GetRequiredService<IKubeClient>();

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        var port = Services.GetRequiredService<NodeEndpointListener>().Port!.Value;
        NodeAddress = new Uri($"https://127.0.0.1:{port}");
        Api = new Uri(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(address => !address.EndsWith($":{port}", StringComparison.Ordinal)));
        KubeconfigFile.Write(KubeconfigPath, Services.GetRequiredService<ClusterCertificates>().AdministratorKubeconfig(Api), "test", "admin");

        await Client.For<V1Namespace>().CreateAsync(new V1Namespace { Metadata = new() { Name = "default" } }, WriteOptions.Default, default);
        await AddPodAsync("web", "hello", "app");
        await AddPodAsync("two", "hello", "a", "b");
        await AddPodAsync("waiting", "nosuch", "app");
    }

    /// <summary>An HTTP client with the administrator's certificate, or without.</summary>
    public HttpClient Http(Uri address, bool asAdministrator = true)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        handler.SslOptions.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(Services.GetRequiredService<ClusterCertificates>().Authority.Certificate);
        if (asAdministrator)
        {
            var own = Services.GetRequiredService<ClusterCertificates>().Administrator;
            handler.SslOptions.ClientCertificates = [own];
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => own;
        }

        return new HttpClient(handler) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(15) };
    }

    /// <summary>Stops the servers as SIGTERM does.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(Home, recursive: true);
    }

    /// <summary>Puts lines into a container's log.</summary>
    public async Task LogAsync(string pod, params string[] lines)
    {
        var found = await Client.For<V1Pod>().GetAsync(new("default", pod), default);
        var container = await Services.GetRequiredService<NodeAgent>().Pods.FindContainerAsync(found, "app", default);
        Directory.CreateDirectory(Path.GetDirectoryName(container!.LogPath)!);
        await File.AppendAllLinesAsync(container.LogPath, lines.Select(line => $"2026-01-02T03:04:05.000000000Z stdout F {line}"));
    }

    // A pod on the node, once its containers run, or wait for an image that there is none of.
    private async Task AddPodAsync(string name, string image, params string[] containers)
    {
        var pod = await Client.For<V1Pod>().CreateAsync(
            new V1Pod
            {
                Metadata = new() { Name = name, Namespace = "default" },
                Spec = new()
                {
                    NodeName = NodeName, TerminationGracePeriodSeconds = 0,
                    Containers = [.. containers.Select(container => new V1Container { Name = container, Image = image, Stdin = true })],
                },
            },
            WriteOptions.Default, default);
        var options = new ListOptions { ResourceVersion = pod.Metadata.ResourceVersion!, FieldSelector = "metadata.name=" + name };
        await foreach (var change in Client.For<V1Pod>().WatchAsync("default", options, default))
        {
            if (change.Object.Status?.ContainerStatuses is not { } statuses || statuses.Count != containers.Length) continue;
            if (statuses.TrueForAll(status => status.State?.Running is not null || status.State?.Waiting?.Reason == "ImagePullBackOff")) return;
        }
    }
}
