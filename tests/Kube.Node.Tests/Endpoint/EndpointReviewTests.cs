using System.Net;
using System.Net.Http.Headers;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Node.Endpoint;
using Kube.Node.Runtime;
using Kube.Node.Runtime.Hollow;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Tests.Endpoint;

/// <summary>Who comes with a token is asked about at the API server, and so is what they may: route by route, the narrow right and the broad one.</summary>
public sealed class EndpointReviewTests : IAsyncLifetime
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("kube-review");
    private WebApplication _app = null!;
    private Uri _node = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var tokens = Path.Combine(_home.FullName, "tokens.csv");
        await File.WriteAllTextAsync(tokens, "of-stats,stats,1,\nof-metrics,metrics,2,\nof-pods,pods,3,\nof-healthz,healthz,4,\nof-configz,configz,5,\nof-log,log,6,\nof-proxy,proxy,7,\nof-none,none,8,\n", Cancel);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddKubeStore().UseEmbedded(wal => wal.Directory = Path.Combine(_home.FullName, "store"));
        builder.Services.AddKubeApi().AddKubernetesResources().AddServiceAccountTokens().AddNodeAuthorizer().AddRbac();
        builder.Services.AddKubeApiServer(server =>
        {
            server.SecurePort = 0;
            server.TokenAuthFile = tokens;
            server.CertificateDirectory = Path.Combine(_home.FullName, "pki");
        });
        builder.Services.AddSingleton<IContainerRuntime>(new HollowContainerRuntime(new HollowRuntimeOptions(), TimeProvider.System));
        builder.Services.AddKubeNode(node =>
        {
            node.NodeName = "node-1";
            node.NodeIp = "127.0.0.1";
            node.Port = 0;
            node.RootDirectory = Path.Combine(_home.FullName, "kubelet");
        }).AddNodeEndpoint(endpoint => endpoint.Address = IPAddress.Loopback);
        _app = builder.Build();
        _app.MapKubeNode();
        _app.MapKubeApi();
        await _app.StartAsync(Cancel);
        _node = new Uri($"https://127.0.0.1:{_app.Services.GetRequiredService<NodeEndpointListener>().Port}");
        var client = _app.Services.GetRequiredService<IKubeClient>();
        foreach (var right in (string[])["stats", "metrics", "pods", "healthz", "configz", "log", "proxy"])
        {
            await client.For<V1ClusterRole>().CreateAsync(
                new V1ClusterRole { Metadata = new() { Name = right }, Rules = [new() { ApiGroups = [""], Resources = ["nodes/" + right], Verbs = ["get"] }] }, WriteOptions.Default, Cancel);
            await client.For<V1ClusterRoleBinding>().CreateAsync(
                new V1ClusterRoleBinding
                {
                    Metadata = new() { Name = right },
                    RoleRef = new() { ApiGroup = "rbac.authorization.k8s.io", Kind = "ClusterRole", Name = right },
                    Subjects = [new() { ApiGroup = "rbac.authorization.k8s.io", Kind = "User", Name = right }],
                },
                WriteOptions.Default, Cancel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _home.Delete(recursive: true);
    }

    [Theory]
    [InlineData("/stats/summary", "stats")]
    [InlineData("/metrics", "metrics")]
    [InlineData("/metrics/cadvisor", "metrics")]
    [InlineData("/metrics/resource", "metrics")]
    [InlineData("/metrics/probes", "metrics")]
    [InlineData("/pods", "pods", "proxy")]
    [InlineData("/runningpods/", "pods", "proxy")]
    [InlineData("/healthz", "healthz", "proxy")]
    [InlineData("/configz", "configz", "proxy")]
    public async Task Route_IsOpenToItsRights_AndToNoOther(string path, params string[] rights)
    {
        foreach (var user in (string[])["stats", "metrics", "pods", "healthz", "configz", "log", "proxy", "none"])
        {
            var (status, text) = await GetAsync(path, "of-" + user);

            if (rights.Contains(user)) Assert.Equal((HttpStatusCode.OK, user), (status, user));
            else
            {
                var asked = rights is [var only] ? only : string.Join(' ', rights);
                Assert.Equal((HttpStatusCode.Forbidden, $"Forbidden (user={user}, verb=get, resource=nodes, subresource(s)=[{asked}])"), (status, text));
            }
        }
    }

    [Fact]
    public async Task Token_ThatNobodyKnows_IsUnauthorized() =>
        Assert.Equal((HttpStatusCode.Unauthorized, "Unauthorized"), await GetAsync("/healthz", "made-up"));

    [Fact]
    public async Task LogsOfTheHostAndCheckpoints_AreClosedToTheBroadRight()
    {
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await GetAsync("/logs/", "of-log")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync("/logs/", "of-proxy")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync("/checkpoint/default/web/app", "of-proxy")).Status);
    }

    private async Task<(HttpStatusCode Status, string Text)> GetAsync(string path, string token)
    {
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new() { TrustMode = System.Security.Cryptography.X509Certificates.X509ChainTrustMode.CustomRootTrust, RevocationMode = System.Security.Cryptography.X509Certificates.X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(_app.Services.GetRequiredService<ClusterCertificates>().Authority.Certificate);
        using var http = new HttpClient(handler) { BaseAddress = _node };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }
}
