using System.Net;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Client.Http;
using Kube.Api.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kube.Api.AspNetCore.Tests.Door;

/// <summary>A whole API server on a free loopback port with a store of its own, and HTTP clients for it.</summary>
public class DoorFixture : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kube-door").FullName;
    private WebApplication? _app;

    /// <summary>What goes away with the server.</summary>
    protected string Folder => _directory;

    public Kubeconfig Admin { get; private set; } = null!;

    public IServiceProvider Services => _app!.Services;

    public async ValueTask InitializeAsync()
    {
        await PrepareAsync();
        var tokens = Path.Combine(_directory, "tokens.csv");
        await File.WriteAllTextAsync(tokens, "tok-admin,admin,admin-uid,system:masters\ntok-alice,alice,alice-uid\n");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddKubeStore().UseEmbedded(wal => wal.Directory = Path.Combine(_directory, "store"));
        Register(builder.Services.AddKubeApi().AddKubernetesResources());
        builder.Services.AddKubeApiServer(server =>
        {
            server.SecurePort = 0;
            server.CertificateDirectory = Path.Combine(_directory, "pki");
            server.TokenAuthFile = tokens;
        });
        _app = builder.Build();
        _app.MapKubeApi();
        await _app.StartAsync();
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Admin = _app.Services.GetRequiredService<ClusterCertificates>().AdministratorKubeconfig(new Uri(address));
    }

    /// <summary>What must be there before the server.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>What a test adds to the server.</summary>
    protected virtual void Register(IKubeApiBuilder api)
    {
    }

    /// <summary>Stops the server as SIGTERM does.</summary>
    public Task StopAsync() => _app!.StopAsync();

    /// <summary>A client with a token or a certificate, or without credentials.</summary>
    public HttpClient Client(string? token = "tok-admin", System.Security.Cryptography.X509Certificates.X509Certificate2? certificate = null)
    {
        var http = HttpConnections(token, certificate);
        http.BaseAddress = Admin.Server;
        return http;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    private HttpClient HttpConnections(string? token, System.Security.Cryptography.X509Certificates.X509Certificate2? certificate)
    {
        var authority = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(Admin.CertificateAuthorityPem);
        var handler = new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None };
        handler.SslOptions.CertificateChainPolicy = new()
        {
            TrustMode = System.Security.Cryptography.X509Certificates.X509ChainTrustMode.CustomRootTrust,
            RevocationMode = System.Security.Cryptography.X509Certificates.X509RevocationMode.NoCheck,
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(authority);
        if (certificate is not null) handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        var http = new HttpClient(handler);
        if (token is not null) http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return http;
    }
}
