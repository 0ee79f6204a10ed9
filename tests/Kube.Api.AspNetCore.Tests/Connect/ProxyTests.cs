using System.Net;
using System.Text;
using System.Text.Json;
using Kube.Api.AspNetCore.Tests.Door;
using Kube.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kube.Api.AspNetCore.Tests.Connect;

/// <summary>Pods and services whose pods are a real HTTP server on an address of this machine that is not loopback.</summary>
public sealed class ProxyTests(DoorFixture server) : IClassFixture<DoorFixture>, IAsyncLifetime
{
    private WebApplication? _backend;
    private string _address = "";
    private int _port;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var address = OwnAddress.Find();
        _address = address.ToString();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(address, 0));
        _backend = builder.Build();
        _backend.Run(AnswerAsync);
        await _backend.StartAsync();
        _port = new Uri(_backend.Urls.First()).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (_backend is not null) await _backend.DisposeAsync();
    }

    [Fact]
    public async Task Pod_Proxied_PassesMethodPathQueryBodyAndHeaders()
    {
        using var http = await WithPodAsync("echo");
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Pods}echo:{_port}/proxy/a%20b/c/?x=1&y=%2F") { Content = new StringContent("body", Encoding.UTF8, "text/x") };
        request.Headers.Add("X-Own", "mine");

        using var response = await http.SendAsync(request, Cancel);

        var seen = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel)).RootElement;
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("PUT /a%20b/c/?x=1&y=%2F body", seen.GetProperty("request").GetString());
        var headers = seen.GetProperty("headers");
        Assert.Equal("mine", headers.GetProperty("X-Own").GetString());
        Assert.Equal("text/x; charset=utf-8", headers.GetProperty("Content-Type").GetString());
        Assert.Equal($"{Pods}echo:{_port}/proxy/a%20b/c/", headers.GetProperty("X-Forwarded-Uri").GetString());
        Assert.Equal("127.0.0.1", headers.GetProperty("X-Forwarded-For").GetString());
        Assert.False(headers.TryGetProperty("Authorization", out _));
        Assert.Equal("theirs", response.Headers.GetValues("X-Answer").Single());
    }

    [Fact]
    public async Task Pod_LinksAndRedirects_LeadThroughTheProxy()
    {
        using var http = await WithPodAsync("links");
        var prefix = $"{Pods}links:{_port}/proxy";

        Assert.Equal($"<a href=\"{prefix}/next\">", await http.GetStringAsync(prefix + "/page", Cancel));
        // The client follows, without its credentials: what counts is where it arrives.
        using var redirected = await http.GetAsync(prefix + "/redirect", Cancel);
        Assert.Equal(prefix + "/target", redirected.RequestMessage!.RequestUri!.AbsolutePath);
        using var bare = await http.GetAsync(prefix + "?x=1", Cancel);
        Assert.Equal(prefix + "/?x=1", bare.RequestMessage!.RequestUri!.PathAndQuery);
    }

    [Fact]
    public async Task Pod_NobodyListens_IsUnavailable()
    {
        using var http = await WithPodAsync("silent");

        using var response = await http.GetAsync($"{Pods}silent:1/proxy/x", Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains($"error trying to reach service: dial tcp {_address}:1: connect: connection refused", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_WithAReadyPod_LeadsToIt()
    {
        using var http = await WithPodAsync("behind");
        await SendAsync(http, HttpMethod.Post, "/api/v1/namespaces/proxied/services", """{"metadata":{"name":"front"},"spec":{"ports":[{"name":"web","port":80}]}}""");
        await SendAsync(http, HttpMethod.Post, "/api/v1/namespaces/proxied/endpoints", $$$"""
            {"metadata":{"name":"front"},"subsets":[{"ports":[{"name":"web","port":{{{_port}}}}],
             "addresses":[{"ip":"{{{_address}}}"},{"ip":"{{{_address}}}","targetRef":{"kind":"Pod","namespace":"proxied","name":"behind"}}]}]}
            """);

        foreach (var name in (string[])["front:web", "front:80", "http:front:web"])
            Assert.Contains("GET /x ", await http.GetStringAsync($"/api/v1/namespaces/proxied/services/{name}/proxy/x", Cancel), StringComparison.Ordinal);
        using var nameless = await http.GetAsync("/api/v1/namespaces/proxied/services/front/proxy/x", Cancel);
        Assert.Contains("no endpoints available for service \\\"front\\\"", await nameless.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    private const string Pods = "/api/v1/namespaces/proxied/pods/";

    private static async Task AnswerAsync(HttpContext http)
    {
        switch (http.Request.Path.Value)
        {
            case "/page":
                http.Response.ContentType = "text/html; charset=utf-8";
                await http.Response.WriteAsync("<a href=\"/next\">");
                return;
            case "/redirect":
                http.Response.Redirect("/target");
                return;
        }

        using var body = new StreamReader(http.Request.Body);
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        http.Response.Headers["X-Answer"] = "theirs";
        var target = http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        var headers = string.Join(',', http.Request.Headers.Select(header => $"{JsonEncodedText.Encode(header.Key)}".Insert(0, "\"") + $"\":\"{JsonEncodedText.Encode(header.Value.ToString())}\""));
        await http.Response.WriteAsync($"{{\"request\":\"{http.Request.Method} {target} {await body.ReadToEndAsync()}\",\"headers\":{{{headers}}}}}");
    }

    private async Task<HttpClient> WithPodAsync(string name)
    {
        var http = server.Client();
        await SendAsync(http, HttpMethod.Post, "/api/v1/namespaces", """{"metadata":{"name":"proxied"}}""", mayFail: true);
        await SendAsync(http, HttpMethod.Post, "/api/v1/namespaces/proxied/pods", $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        using var patch = new HttpRequestMessage(HttpMethod.Patch, $"{Pods}{name}/status")
        {
            Content = new StringContent($$$"""{"status":{"podIP":"{{{_address}}}","podIPs":[{"ip":"{{{_address}}}"}]}}""", Encoding.UTF8, "application/merge-patch+json"),
        };
        using var patched = await http.SendAsync(patch, Cancel);
        patched.EnsureSuccessStatusCode();
        return http;
    }

    private static async Task SendAsync(HttpClient http, HttpMethod method, string path, string json, bool mayFail = false)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        using var response = await http.SendAsync(request, Cancel);
        if (!mayFail) Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }
}
