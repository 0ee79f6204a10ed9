using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Kube.Api.AspNetCore.Tests.Door;
using Kube.Api.AspNetCore.Tests.Webhooks;
using Kube.Api.Authentication.Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.AspNetCore.Tests.Aggregation;

/// <summary>Another API server, which is a real HTTPS server behind a service, serves a group of its own.</summary>
public sealed class AggregationTests(DoorFixture server) : IClassFixture<DoorFixture>, IAsyncLifetime
{
    private const string Resources = """{"kind":"APIResourceList","apiVersion":"v1","groupVersion":"agg.example.com/v1","resources":[{"name":"things","singularName":"thing","namespaced":true,"kind":"Thing","verbs":["get","list"]},{"name":"things/status","singularName":"","namespaced":true,"kind":"Thing","verbs":["get"]}]}""";
    private WebhookServer? _behind;
    private string _address = "";
    private int _port;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var address = NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().UnicastAddresses).Select(entry => entry.Address)
            .First(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address) && !address.ToString().StartsWith("169.254.", StringComparison.Ordinal));
        _address = address.ToString();
        var certificates = server.Services.GetRequiredService<ClusterCertificates>();
        _behind = await WebhookServer.StartAsync(
            certificates.Server, AnswerAsync, address, static shown => shown.Issuer == "CN=front-proxy-ca" && shown.Subject == "CN=front-proxy");
        _port = _behind.Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (_behind is not null) await _behind.DisposeAsync();
    }

    [Fact]
    public async Task Group_BehindAService_IsListedAndServedInTheUsersName()
    {
        using var http = server.Client();
        await SendAsync(http, "/api/v1/namespaces", """{"metadata":{"name":"default"}}""");
        await SendAsync(http, "/api/v1/namespaces/default/services", """{"metadata":{"name":"agg"},"spec":{"ports":[{"name":"https","port":443}]}}""");
        await SendAsync(http, "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
            $$$"""{"metadata":{"name":"agg-1","labels":{"kubernetes.io/service-name":"agg"}},"addressType":"IPv4","endpoints":[{"addresses":["{{{_address}}}"],"conditions":{"ready":true}}],"ports":[{"name":"https","port":{{{_port}}}}]}""");
        await SendAsync(http, "/apis/apiregistration.k8s.io/v1/apiservices",
            """{"metadata":{"name":"v1.agg.example.com"},"spec":{"group":"agg.example.com","version":"v1","groupPriorityMinimum":100,"versionPriority":10,"insecureSkipTLSVerify":true,"service":{"name":"agg","namespace":"default"}}}""");
        await WaitAsync(http, "v1.agg.example.com", "Passed");

        var answer = JsonNode.Parse(await http.GetStringAsync("/apis/agg.example.com/v1/namespaces/x/things?limit=2", Cancel))!;
        Assert.Equal("/apis/agg.example.com/v1/namespaces/x/things?limit=2 admin system:masters|system:authenticated ",
            $"{answer["path"]} {answer["user"]} {answer["groups"]} {answer["authorization"]}");
        Assert.Equal(Resources, await http.GetStringAsync("/apis/agg.example.com/v1", Cancel));
        Assert.Contains("\"name\":\"agg.example.com\"", await http.GetStringAsync("/apis", Cancel), StringComparison.Ordinal);
        using var aggregated = new HttpRequestMessage(HttpMethod.Get, "/apis");
        aggregated.Headers.Accept.ParseAdd("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
        using var documents = await http.SendAsync(aggregated, Cancel);
        Assert.Contains("""{"resource":"things","responseKind":{"group":"agg.example.com","version":"v1","kind":"Thing"},"scope":"Namespaced","singularResource":"thing","verbs":["get","list"],"subresources":[{"subresource":"status",""",
            await documents.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Group_WhoseServiceIsMissing_IsUnavailable()
    {
        using var http = server.Client();
        await SendAsync(http, "/apis/apiregistration.k8s.io/v1/apiservices",
            """{"metadata":{"name":"v1.gone.example.com"},"spec":{"group":"gone.example.com","version":"v1","groupPriorityMinimum":100,"versionPriority":10,"insecureSkipTLSVerify":true,"service":{"name":"gone","namespace":"default"}}}""");
        await WaitAsync(http, "v1.gone.example.com", "service/gone in \\\"default\\\" is not present");

        using var answer = await http.GetAsync("/apis/gone.example.com/v1/things", Cancel);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "service unavailable\n"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel)));
    }

    private static async Task SendAsync(HttpClient http, string path, string body)
    {
        using var response = await http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), Cancel);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task WaitAsync(HttpClient http, string name, string expected)
    {
        var watch = $"/apis/apiregistration.k8s.io/v1/apiservices?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=20&fieldSelector=metadata.name={name}";
        using var lines = new StreamReader(await http.GetStreamAsync(watch, Cancel));
        while (await lines.ReadLineAsync(Cancel) is { } line)
            if (line.Contains(expected, StringComparison.Ordinal)) return;
        Assert.Fail($"{name} never said {expected}");
    }

    private static async Task AnswerAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        if (http.Request.Path == "/apis/agg.example.com/v1") await http.Response.WriteAsync(Resources);
        else
            await http.Response.WriteAsync(
                $$"""{"path":"{{http.Request.Path}}{{http.Request.QueryString}}","user":"{{http.Request.Headers["X-Remote-User"]}}","groups":"{{string.Join('|', http.Request.Headers["X-Remote-Group"].ToArray())}}","authorization":"{{http.Request.Headers.Authorization}}"}""");
    }
}
