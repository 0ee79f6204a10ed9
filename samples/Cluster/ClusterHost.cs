using System.Net;
using System.Net.Sockets;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Client.Http;
using Kube.Node.Containerd;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Kube.Samples.Cluster;

/// <summary>One running cluster in this process: what Program starts from the command line, and tests start on a free port.</summary>
public sealed class ClusterHost : IAsyncDisposable
{
    private readonly IHost _app;
    private readonly Stack<IAsyncDisposable> _parts;

    private ClusterHost(IHost app, Stack<IAsyncDisposable> parts, Uri address, string kubeconfigPath)
    {
        _app = app;
        _parts = parts;
        Address = address;
        KubeconfigPath = kubeconfigPath;
    }

    /// <summary>Where the API server answers.</summary>
    public Uri Address { get; }

    /// <summary>The administrator's kubeconfig.</summary>
    public string KubeconfigPath { get; }

    /// <summary>The services of the running host.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a cluster; it is ready when this returns.</summary>
    public static async Task<ClusterHost> StartAsync(ClusterOptions options, CancellationToken cancellationToken = default)
    {
        CreatePrivateDirectory(options.DataDirectory);
        // Pods find the server at the same port on another address, so it cannot be left to the moment of listening.
        if (options is { SecurePort: 0, ServesPods: true }) options = options with { SecurePort = FreePort(options.BindAddress) };
        var further = new Stack<IAsyncDisposable>();
        try
        {
            var nodes = await PrepareNodesAsync(options, further);
            if (options is { RuntimeEndpoint: ClusterOptions.OwnRuntime } && options.Runs("node"))
            {
                var containerd = await ContainerdInstance.StartAsync(ContainerdOf(options), cancellationToken: cancellationToken);
                further.Push(containerd);
                options = options with { RuntimeEndpoint = containerd.Endpoint, Node = options.Node with { PodInfraContainerImage = ContainerdInstance.SandboxImage } };
            }

            var app = Build(options);
            further.Push((IAsyncDisposable)app);
            await app.StartAsync(cancellationToken);
            if (nodes is not null) await nodes.StartAsync(app.Services, AddressOf(app, options).Port, cancellationToken);
            if (options.AllowsJoining) await new ClusterInfo(app.Services).PublishAsync(PublishedAddress(app, options), cancellationToken);
            if (options.BootstrapKubeconfig is { } joins) return new ClusterHost(app, further, Kubeconfig.Load(joins).Server, Path.GetFullPath(options.Kubeconfig!));
            await new ClusterReadiness(app.Services, options).WaitAsync(cancellationToken);
            if (options.Kubeconfig is { } file) return new ClusterHost(app, further, Kubeconfig.Load(file).Server, Path.GetFullPath(file));
            var address = AddressOf(app, options);
            return new ClusterHost(app, further, address, WriteKubeconfig(app, options, address));
        }
        catch
        {
            while (further.TryPop(out var part)) await part.DisposeAsync();
            throw;
        }
    }

    /// <summary>Completes when the process is asked to stop and everything has stopped.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        // The last first: what runs containers outlives the agent that uses it.
        while (_parts.TryPop(out var part)) await part.DisposeAsync();
    }

    private static async Task<ClusterNodes?> PrepareNodesAsync(ClusterOptions options, Stack<IAsyncDisposable> further)
    {
        if (options.Nodes <= 1) return null;
        if (options is not { RuntimeEndpoint: ClusterOptions.OwnRuntime, Kubeconfig: null }) throw new IOException("several nodes (--nodes) need --container-runtime-endpoint auto, in one place");
        var nodes = await ClusterNodes.PrepareAsync(options);
        further.Push(nodes);
        return nodes;
    }

    private static ContainerdOptions ContainerdOf(ClusterOptions options) => new()
    {
        Directory = Path.Combine(options.NodeDirectory, "containerd"),
        // Further nodes have a network of their own, where every name is free.
        Bridge = options.NodeIP is null ? options.NetworkName("kube") : "cni0",
        PodCidr = options.ToldPodRange,
        ImageDirectory = options.ImageDirectory ?? "",
        // Several nodes of a machine do not count each other's pods.
        CgroupRoot = options.NodeIP is null ? "" : options.Node.CgroupRoot ?? "",
    };

    private static IHost Build(ClusterOptions options)
    {
        if (options.Kubeconfig is not null && !options.Runs("node"))
        {
            // Nothing is served.
            var parts = Host.CreateApplicationBuilder();
            Configure(parts, options);
            return parts.Build();
        }

        var builder = WebApplication.CreateSlimBuilder();
        Configure(builder, options);
        var app = builder.Build();
        if (options.Runs("node")) app.MapKubeNode();
        if (options.Kubeconfig is null) app.MapKubeApi();
        return app;
    }

    private static void Configure(IHostApplicationBuilder builder, ClusterOptions options)
    {
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // Failed start-ups are told in one line by whoever started the host, not by the host's own stack trace.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        // Says nothing at this level, but while it may speak every request and idle watch carries an activity and two scopes for it.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));

        ClusterParts.Add(builder.Services, options);
    }

    private static Uri AddressOf(IHost app, ClusterOptions options)
    {
        var bound = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var isAny = options.BindAddress.Equals(IPAddress.Any) || options.BindAddress.Equals(IPAddress.IPv6Any);
        // What is bound to one address answers there, whatever others are told.
        var host = isAny ? options.AdvertiseAddress ?? IPAddress.Loopback : options.BindAddress;
        return new UriBuilder(Uri.UriSchemeHttps, host.ToString(), bound.Port).Uri;
    }

    private static Uri PublishedAddress(IHost app, ClusterOptions options) =>
        options.AdvertiseAddress is { } advertised ? new UriBuilder(AddressOf(app, options)) { Host = advertised.ToString() }.Uri : AddressOf(app, options);

    private static string WriteKubeconfig(IHost app, ClusterOptions options, Uri address)
    {
        var certificates = app.Services.GetRequiredService<ClusterCertificates>();
        var path = Path.GetFullPath(Path.Combine(options.DataDirectory, "admin.kubeconfig"));
        KubeconfigFile.Write(path, certificates.AdministratorKubeconfig(address), "kube-cluster", "kubernetes-admin");
        return path;
    }

    private static int FreePort(IPAddress address)
    {
        using var listener = new TcpListener(address, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void CreatePrivateDirectory(string directory)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
        else Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
