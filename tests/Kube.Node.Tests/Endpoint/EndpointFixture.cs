using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Client;
using Kube.Api.Client.Http;
using Kube.Api.Models;
using Kube.Api.Requests;
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
    private TestNode? _node;

    public EndpointFixture()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddKubeStore().UseEmbedded(wal => wal.Directory = Path.Combine(Home, "store"));
        builder.Services.AddKubeApi().AddKubernetesResources();
        builder.Services.AddKubeApiServer(server =>
        {
            server.SecurePort = 0;
            server.CertificateDirectory = Path.Combine(Home, "pki");
            server.KubeletCertificateAuthority = Path.Combine(Home, "pki", "ca.crt");
        });
        builder.Services.AddKubeNode(node =>
        {
            node.NodeName = NodeName;
            node.RootDirectory = Path.Combine(Home, "kubelet");
        }).AddNodeEndpoint(endpoint =>
        {
            endpoint.Address = IPAddress.Loopback;
            endpoint.Port = 0;
        });
        _app = builder.Build();
        _app.MapKubeNode();
        _app.MapKubeApi();
    }

    public string Home { get; } = Directory.CreateTempSubdirectory("kube-endpoint").FullName;

    public string KubeconfigPath => Path.Combine(Home, "admin.kubeconfig");

    public Uri Api { get; private set; } = null!;

    public Uri NodeAddress { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    internal ShellRuntime Runtime { get; private set; } = null!;

    internal IKubeClient Client => Services.GetRequiredService<IKubeClient>();

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        var port = Services.GetRequiredService<NodeEndpointListener>().Port!.Value;
        NodeAddress = new Uri($"https://127.0.0.1:{port}");
        Api = new Uri(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(address => !address.EndsWith($":{port}", StringComparison.Ordinal)));
        KubeconfigFile.Write(KubeconfigPath, Services.GetRequiredService<ClusterCertificates>().AdministratorKubeconfig(Api), "test", "admin");

        Runtime = new ShellRuntime(new HollowContainerRuntime(new HollowRuntimeOptions { Behavior = _ => new HollowBehavior() }, TimeProvider.System));
        _node = new TestNode(Runtime);
        Services.GetRequiredService<EndpointNodes>().Add(_node);
        var node = await Client.For<V1Node>().CreateAsync(new V1Node { Metadata = new() { Name = NodeName } }, WriteOptions.Default, default);
        node.Status = new()
        {
            Addresses = [new() { Type = "InternalIP", Address = "127.0.0.1" }],
            DaemonEndpoints = new() { KubeletEndpoint = new() { Port = port } },
        };
        await Client.For<V1Node>().UpdateAsync(new ObjectKey(NodeName), "status", node, WriteOptions.Default, default);
        await Client.For<V1Namespace>().CreateAsync(new V1Namespace { Metadata = new() { Name = "default" } }, WriteOptions.Default, default);
        await AddPodAsync("web", "app");
        await AddPodAsync("two", "a", "b");
        await AddPodAsync("waiting", []);
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

        return new HttpClient(handler) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>Stops the servers as SIGTERM does.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(Home, recursive: true);
    }

    // A pod with running containers, or, without any name, one whose only container waits.
    private async Task AddPodAsync(string name, params string[] containers)
    {
        string[] named = containers.Length == 0 ? ["app"] : containers;
        var pod = await Client.For<V1Pod>().CreateAsync(
            new V1Pod
            {
                Metadata = new() { Name = name, Namespace = "default" },
                Spec = new() { NodeName = NodeName, Containers = [.. named.Select(container => new V1Container { Name = container, Image = "hello" })] },
            },
            WriteOptions.Default, default);
        var statuses = new List<V1ContainerStatus>();
        foreach (var container in named)
        {
            var id = containers.Length == 0 ? null : await StartAsync(pod, container);
            statuses.Add(new()
            {
                Name = container, Image = "hello", ImageID = "", Ready = id is not null, ContainerID = id is null ? null : $"shell://{id}",
                State = id is null ? new() { Waiting = new() { Reason = "ContainerCreating" } } : new() { Running = new() },
            });
        }

        pod.Status = new() { Phase = containers.Length == 0 ? "Pending" : "Running", ContainerStatuses = statuses };
        pod = await Client.For<V1Pod>().UpdateAsync(new ObjectKey("default", name), "status", pod, WriteOptions.Default, default);
        _node!.Add(pod);
    }

    private async Task<string> StartAsync(V1Pod pod, string container)
    {
        var sandbox = new SandboxConfig
        {
            Metadata = new() { Name = pod.Metadata.Name!, Namespace = "default", Uid = pod.Metadata.Uid! },
            Labels = new Dictionary<string, string> { [EndpointContainers.PodUid] = pod.Metadata.Uid! },
        };
        var existing = await Runtime.Sandboxes.ListAsync(new SandboxFilter { Labels = sandbox.Labels }, default);
        var sandboxId = existing.Count > 0 ? existing[0].Id : await Runtime.Sandboxes.RunAsync(sandbox, default);
        await Runtime.Images.PullAsync(new PullImageRequest { Image = "hello" }, default);
        var config = new ContainerConfig
        {
            Metadata = new() { Name = container }, Image = "hello",
            Labels = new Dictionary<string, string> { [EndpointContainers.PodUid] = pod.Metadata.Uid!, [EndpointContainers.ContainerName] = container },
        };
        var id = await Runtime.Containers.CreateAsync(new CreateContainerRequest { SandboxId = sandboxId, Config = config, SandboxConfig = sandbox }, default);
        await Runtime.Containers.StartAsync(id, default);
        return id;
    }

    private sealed class TestNode(ShellRuntime runtime) : IEndpointNode
    {
        private readonly List<V1Pod> _pods = [];

        public string Name => NodeName;

        public IReadOnlyList<IPAddress> Addresses { get; } = [IPAddress.Loopback];

        public IContainerRuntime Runtime => runtime;

        public IReadOnlyList<V1Pod> Pods => _pods;

        public void Add(V1Pod pod) => _pods.Add(pod);

        public bool TryGetPod(ObjectKey key, [NotNullWhen(true)] out V1Pod? pod)
        {
            pod = _pods.Find(known => known.Metadata.Namespace == key.Namespace && known.Metadata.Name == key.Name);
            return pod is not null;
        }

        public async ValueTask ReadLogAsync(ContainerLogQuery query, Stream output, CancellationToken cancellationToken)
        {
            await output.WriteAsync(Encoding.UTF8.GetBytes($"tail {query.TailLines} limit {query.LimitBytes} timestamps {query.Timestamps} stream {query.Stream}\n"), cancellationToken);
            if (query.Follow) await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }
}
