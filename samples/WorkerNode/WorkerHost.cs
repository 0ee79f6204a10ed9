using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Client.Http;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Watch;
using Kube.Node.Containerd;
using Kube.Node.Identity;

namespace Kube.Samples.WorkerNode;

/// <summary>One running node in this process.</summary>
internal sealed class WorkerHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ContainerdInstance? _containerd;

    private WorkerHost(WebApplication app, ContainerdInstance? containerd, string name) => (_app, _containerd, Name) = (app, containerd, name);

    /// <summary>The node's name.</summary>
    public string Name { get; }

    /// <summary>Starts the node; it joins while it runs.</summary>
    public static async Task<WorkerHost> StartAsync(WorkerOptions options, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.RootDirectory);
        await PrepareJoiningAsync(options, cancellationToken);
        ContainerdInstance? containerd = null;
        WebApplication? app = null;
        try
        {
            if (options.RuntimeEndpoint == WorkerOptions.OwnRuntime)
            {
                containerd = await ContainerdInstance.StartAsync(ContainerdOf(options), cancellationToken: cancellationToken);
                options = options with { RuntimeEndpoint = containerd.Endpoint };
            }

            app = Build(options);
            await app.StartAsync(cancellationToken);
            return new(app, containerd, options.NodeName);
        }
        catch
        {
            if (app is not null) await app.DisposeAsync();
            if (containerd is not null) await containerd.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns when the cluster holds the node for ready, however long that takes.</summary>
    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _app.Lifetime.ApplicationStopping);
        var client = _app.Services.GetRequiredService<IKubeClientFactory>().Create(new UserInfo("system:node:" + Name), "kubelet");
        var options = new ListOptions { FieldSelector = $"metadata.name={Name}", ResourceVersion = "0" };
        while (!either.IsCancellationRequested)
        {
            try
            {
                await foreach (var change in client.For<V1Node>().WatchAsync("", options, either.Token))
                {
                    var conditions = change.Object.Status?.Conditions ?? [];
                    if (change.Type is WatchEventType.Added or WatchEventType.Modified && conditions.Exists(static one => one is { Type: "Ready", Status: "True" })) return;
                }
            }
            catch (Exception e) when (e is Api.Errors.ApiException or HttpRequestException or IOException)
            {
                // The server is away, or does not know the node yet.
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Completes when the process is asked to stop and everything has stopped.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        // What runs containers outlives the agent that uses it.
        if (_containerd is not null) await _containerd.DisposeAsync();
    }

    private static async Task PrepareJoiningAsync(WorkerOptions options, CancellationToken cancellationToken)
    {
        if (options.Token is not { } token || options.Server is not { } server) return;
        var cluster = options.AuthorityFile is { } file
            ? new Kubeconfig { Server = server, CertificateAuthorityPem = await File.ReadAllTextAsync(file, cancellationToken), Token = token }
            : await ClusterDiscovery.DiscoverAsync(server, token, options.AuthorityHashes, cancellationToken);
        KubeconfigFile.Write(options.JoinKubeconfig, cluster, "bootstrap", "bootstrap");
    }

    private static ContainerdOptions ContainerdOf(WorkerOptions options) => new()
    {
        Directory = Path.Combine(options.RootDirectory, "containerd"),
        Bridge = options.Bridge,
        PodCidr = options.PodCidr?.ToString() ?? "",
        ImageDirectory = options.ImageDirectory ?? "",
    };

    private static WebApplication Build(WorkerOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        WorkerParts.Add(builder.Services, options);
        var app = builder.Build();
        app.MapKubeNode();
        return app;
    }
}
