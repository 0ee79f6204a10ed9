using System.Collections.Concurrent;
using System.Net;
using Kube.Api.AspNetCore.Tests.Webhooks;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Client.Http;
using Kube.Api.Models;
using Kube.Testing.Store;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Tests.Client;

/// <summary>Clients with tokens that programs and files give, and servers that ask them to come again.</summary>
public sealed class CredentialTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kube-credentials").FullName;
    private readonly ConcurrentQueue<string> _tokens = new();
    private readonly ManualTime _time = new();
    private ClusterCertificates _certificates = null!;
    private WebhookServer _server = null!;
    private Func<HttpContext, int> _status = static _ => 200;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _certificates = ClusterCertificates.LoadOrCreate(Path.Combine(_directory, "pki"), [IPAddress.Loopback], TimeProvider.System);
        _server = await WebhookServer.StartAsync(_certificates.Server, async http =>
        {
            var path = http.Request.Path.Value!;
            if (path != "/api/v1") _tokens.Enqueue(http.Request.Headers.Authorization.ToString());
            http.Response.StatusCode = path == "/api/v1" ? 200 : _status(http);
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(path == "/api/v1"
                ? """{"kind":"APIResourceList","apiVersion":"v1","groupVersion":"v1","resources":[{"name":"namespaces","singularName":"namespace","namespaced":false,"kind":"Namespace","verbs":["get"]}]}"""
                : http.Response.StatusCode == 200 ? """{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"default"}}"""
                : $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","message":"no","reason":"{{(http.Response.StatusCode == 401 ? "Unauthorized" : "TooManyRequests")}}","code":{{http.Response.StatusCode}}}""");
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificates.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task ExecPlugin_UntilItsTokenEnds_IsRunOnce()
    {
        var config = Config(Plugin());
        using var client = HttpKubeClient.Create(config, "tests", _time);
        await ReadAsync(client);
        await ReadAsync(client);
        _time.Advance(TimeSpan.FromHours(2));
        await ReadAsync(client);
        Assert.Equal(["Bearer token-1", "Bearer token-1", "Bearer token-2"], _tokens);
        // It was told which cluster it is for, and that nobody can be asked.
        var told = await File.ReadAllTextAsync(Path.Combine(_directory, "info"), Cancel);
        Assert.StartsWith($$"""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"interactive":false,"cluster":{"server":"https://localhost:{{_server.Port}}","certificate-authority-data":""", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExecPlugin_WhoseTokenIsRefused_IsRunAnew()
    {
        _status = static http => http.Request.Headers.Authorization.ToString().EndsWith("-1", StringComparison.Ordinal) ? 401 : 200;
        using var client = HttpKubeClient.Create(Config(Plugin()), "tests", _time);
        await Assert.ThrowsAnyAsync<Errors.ApiException>(() => ReadAsync(client));
        await ReadAsync(client);
        Assert.Equal(["Bearer token-1", "Bearer token-2"], _tokens);
    }

    [Fact]
    public async Task ExecPlugin_ThatIsMissing_SaysHowToGetIt()
    {
        using var client = HttpKubeClient.Create(Config(new ExecPlugin { Command = "no-such-program", InstallHint = "install it" }), "tests", _time);
        var failure = await Assert.ThrowsAsync<KubeconfigException>(() => ReadAsync(client));
        Assert.Equal("kubeconfig: getting credentials: exec: executable no-such-program not found\n\ninstall it", failure.Message);
    }

    [Fact]
    public async Task TokenFile_ThatIsReplaced_IsReadAgainWithinAMinute()
    {
        var file = Path.Combine(_directory, "token");
        await File.WriteAllTextAsync(file, "old\n", Cancel);
        using var client = HttpKubeClient.Create(
            new Kubeconfig { Server = new($"https://localhost:{_server.Port}"), CertificateAuthorityPem = Authority(), TokenFile = file }, "tests", _time);
        await ReadAsync(client);
        await File.WriteAllTextAsync(file, "new\n", Cancel);
        await ReadAsync(client);
        _time.Advance(TimeSpan.FromSeconds(61));
        await ReadAsync(client);
        Assert.Equal(["Bearer old", "Bearer old", "Bearer new"], _tokens);
    }

    [Fact]
    public async Task RetryAfter_OfABusyServer_IsObeyed()
    {
        var left = 3;
        _status = http =>
        {
            if (Interlocked.Decrement(ref left) < 0) return 200;
            http.Response.Headers.RetryAfter = "0";
            return 429;
        };
        using var client = HttpKubeClient.Create(Config(), "tests", TimeProvider.System);
        await ReadAsync(client);
        Assert.Equal(4, _tokens.Count);

        // Without a word when to come again it is the caller's matter.
        _status = static _ => 429;
        await Assert.ThrowsAnyAsync<Errors.ApiException>(() => ReadAsync(client));
        Assert.Equal(5, _tokens.Count);
    }

    private static async Task ReadAsync(HttpKubeClient client) => await client.For<V1Namespace>().GetAsync(new("default"), Cancel);

    private string Authority() => _certificates.Authority.Certificate.ExportCertificatePem();

    private Kubeconfig Config(ExecPlugin? exec = null) => new() { Server = new($"https://localhost:{_server.Port}"), CertificateAuthorityPem = Authority(), Exec = exec };

    // Each run counts.
    private ExecPlugin Plugin()
    {
        var script = $$$"""
            cd {{{_directory}}}; echo x >> runs; printf '%s' "$KUBERNETES_EXEC_INFO" > info
            printf '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"token-%d","expirationTimestamp":"{{{_time.GetUtcNow().AddHours(1):yyyy-MM-dd'T'HH:mm:ss'Z'}}}"}}' $(wc -l < runs)
            """;
        return new ExecPlugin { Command = "sh", Arguments = ["-c", script], InteractiveMode = "Never", ProvideClusterInfo = true };
    }
}
