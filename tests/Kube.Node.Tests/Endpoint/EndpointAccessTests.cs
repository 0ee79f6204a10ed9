using System.Net;
using System.Net.Http.Headers;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Node.Tests.Endpoint;

/// <summary>The node's endpoint asks the API server who holds a token and what they may do: TokenReview and SubjectAccessReview, under upstream's subresources.</summary>
public sealed class EndpointAccessTests : IAsyncLifetime
{
    // One user for each right, so that what is remembered of one says nothing about another.
    private static readonly (string Verb, string Subresource)[] s_rights =
    [
        ("get", "proxy"), ("create", "proxy"), ("get", "stats"), ("get", "metrics"), ("get", "log"), ("get", "pods"), ("get", "healthz"), ("get", "configz"), ("create", "checkpoint"),
    ];

    private readonly EndpointFixture _fixture = new(
        static api => api.AddServiceAccountTokens().AddNodeAuthorizer().AddRbac(), string.Concat(s_rights.Select(right => $"token-{UserOf(right)},{UserOf(right)},uid\n")) + "token-none,none,uid\n");

    private HttpClient _http = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _fixture.InitializeAsync();
        _http = _fixture.Http(_fixture.NodeAddress, asAdministrator: false);
        foreach (var right in s_rights) await GrantAsync(UserOf(right), right.Verb, right.Subresource);
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _fixture.DisposeAsync();
    }

    [Fact]
    public async Task Request_ByToken_NeedsTheRightOfItsPath()
    {
        await AssertOnlyAsync(HttpMethod.Get, "/pods", "get-pods", "get-proxy");
        await AssertOnlyAsync(HttpMethod.Get, "/runningpods/", "get-pods", "get-proxy");
        await AssertOnlyAsync(HttpMethod.Get, "/healthz", "get-healthz", "get-proxy");
        await AssertOnlyAsync(HttpMethod.Get, "/configz", "get-configz", "get-proxy");
        await AssertOnlyAsync(HttpMethod.Get, "/stats/summary", "get-stats");
        await AssertOnlyAsync(HttpMethod.Get, "/metrics", "get-metrics");
        await AssertOnlyAsync(HttpMethod.Get, "/metrics/cadvisor", "get-metrics");
        await AssertOnlyAsync(HttpMethod.Get, "/logs/", "get-log");
        await AssertOnlyAsync(HttpMethod.Get, "/containerLogs/default/web/app", "get-proxy");
        await AssertOnlyAsync(HttpMethod.Post, "/run/default/web/app?cmd=true", "create-proxy");
        await AssertOnlyAsync(HttpMethod.Post, "/exec/default/web/app?command=true&output=1", "create-proxy");
        await AssertOnlyAsync(HttpMethod.Get, "/logs/../pods/", "get-pods", "get-proxy");
        await AssertOnlyAsync(HttpMethod.Get, "/logs/nosuch/..%2f..%2fpods", "get-log");
        await AssertOnlyAsync(HttpMethod.Post, "/checkpoint/default/nosuch/app", "create-checkpoint");
        await AssertOnlyAsync(HttpMethod.Post, "/checkpoint/", "create-checkpoint");
        await AssertOnlyAsync(HttpMethod.Get, "/checkpoint/default/nosuch/app");
        await AssertOnlyAsync(HttpMethod.Get, "/stats/nosuch", "get-stats");
        await AssertOnlyAsync(HttpMethod.Get, "/pods/nosuch", "get-pods", "get-proxy");
        await AssertOnlyAsync(HttpMethod.Get, "/podsnosuch", "get-proxy");
        await AssertOnlyAsync(HttpMethod.Head, "/pods");
        await AssertOnlyAsync(HttpMethod.Get, "/nosuch", "get-proxy");
    }

    [Fact]
    public async Task Request_WithoutRights_IsRefusedInUpstreamsWords()
    {
        await AssertRefusedAsync("none", 403, "Forbidden (user=none, verb=get, resource=nodes, subresource(s)=[pods proxy])");
        await AssertRefusedAsync("nobody", 401, "Unauthorized");
        await AssertRefusedAsync("", 401, "Unauthorized");
    }

    private async Task AssertRefusedAsync(string user, int status, string text)
    {
        using var answer = await SendAsync(HttpMethod.Get, "/pods", user);
        Assert.Equal((status, text), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel)));
    }

    private static string UserOf((string Verb, string Subresource) right) => $"{right.Verb}-{right.Subresource}";

    private async Task AssertOnlyAsync(HttpMethod method, string path, params string[] allowed)
    {
        var answers = await Task.WhenAll(s_rights.Select(async right =>
        {
            using var answer = await SendAsync(method, path, UserOf(right));
            return (User: UserOf(right), Status: answer.StatusCode);
        }));
        Assert.DoesNotContain(answers, static answer => answer.Status == HttpStatusCode.Unauthorized);
        var found = answers.Where(static answer => answer.Status != HttpStatusCode.Forbidden).Select(static answer => answer.User).ToList();
        Assert.True(allowed.Order().SequenceEqual(found.Order()), $"{method} {path} is open to {string.Join(", ", found)}");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string user)
    {
        // As it is written: what leads up is the endpoint's to see through.
        using var request = new HttpRequestMessage(method, new Uri(_fixture.NodeAddress.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (user.Length > 0) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", $"token-{user}");
        return await _http.SendAsync(request, Cancel);
    }

    private async Task GrantAsync(string user, string verb, string subresource)
    {
        await _fixture.Client.For<V1ClusterRole>().CreateAsync(
            new V1ClusterRole { Metadata = new() { Name = user }, Rules = [new() { ApiGroups = [""], Resources = [$"nodes/{subresource}"], Verbs = [verb] }] }, WriteOptions.Default, Cancel);
        await _fixture.Client.For<V1ClusterRoleBinding>().CreateAsync(
            new V1ClusterRoleBinding
            {
                Metadata = new() { Name = user },
                RoleRef = new() { ApiGroup = "rbac.authorization.k8s.io", Kind = "ClusterRole", Name = user },
                Subjects = [new() { ApiGroup = "rbac.authorization.k8s.io", Kind = "User", Name = user }],
            },
            WriteOptions.Default, Cancel);
    }
}
