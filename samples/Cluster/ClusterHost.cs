using System.Net;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Client.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Kube.Samples.Cluster;

/// <summary>One running cluster in this process: what Program starts from the command line, and tests start on a free port.</summary>
public sealed class ClusterHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ClusterHost(WebApplication app, Uri address, string kubeconfigPath)
    {
        _app = app;
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
        var app = Build(options);
        try
        {
            if (options.Runs("node")) app.MapKubeNode();
            app.MapKubeApi();
            await app.StartAsync(cancellationToken);
            await new ClusterReadiness(app.Services, options).WaitAsync(cancellationToken);
            var address = AddressOf(app, options);
            return new ClusterHost(app, address, WriteKubeconfig(app, options, address));
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Completes when the process is asked to stop and everything has stopped.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static WebApplication Build(ClusterOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // Failed start-ups are told in one line by whoever started the host, not by the host's own stack trace.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        // Says nothing at this level, but while it may speak every request and idle watch carries an activity and two scopes for it.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));

        ClusterParts.Add(builder.Services, options);
        return builder.Build();
    }

    private static Uri AddressOf(WebApplication app, ClusterOptions options)
    {
        var bound = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var isAny = options.BindAddress.Equals(IPAddress.Any) || options.BindAddress.Equals(IPAddress.IPv6Any);
        // What is bound to one address answers there, whatever others are told.
        var host = isAny ? options.AdvertiseAddress ?? IPAddress.Loopback : options.BindAddress;
        return new UriBuilder(Uri.UriSchemeHttps, host.ToString(), bound.Port).Uri;
    }

    private static string WriteKubeconfig(WebApplication app, ClusterOptions options, Uri address)
    {
        var certificates = app.Services.GetRequiredService<ClusterCertificates>();
        var path = Path.GetFullPath(Path.Combine(options.DataDirectory, "admin.kubeconfig"));
        KubeconfigFile.Write(path, certificates.AdministratorKubeconfig(address), "kube-cluster", "kubernetes-admin");
        return path;
    }

    private static void CreatePrivateDirectory(string directory)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
        else Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
