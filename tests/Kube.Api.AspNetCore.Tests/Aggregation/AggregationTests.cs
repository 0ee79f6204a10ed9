using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Kube.Api.AspNetCore.Tests.Door;
using Kube.Api.AspNetCore.Tests.Webhooks;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Tests.Aggregation;

/// <summary>Another API server, which is a real HTTPS server behind a service, serves a group of its own.</summary>
public sealed class AggregationTests(DoorFixture server) : OutsideServerTest(server, isOnTheNetwork: true), IClassFixture<DoorFixture>
{
    private const string Resources = """{"kind":"APIResourceList","apiVersion":"v1","groupVersion":"agg.example.com/v1","resources":[{"name":"things","singularName":"thing","namespaced":true,"kind":"Thing","verbs":["get","list"]},{"name":"things/status","singularName":"","namespaced":true,"kind":"Thing","verbs":["get"]}]}""";

    protected override Func<X509Certificate2, bool> Accepts => static shown => shown.Issuer == "CN=front-proxy-ca" && shown.Subject == "CN=front-proxy";

    [Fact]
    public async Task Group_BehindAService_IsListedAndServedInTheUsersName()
    {
        using var http = Server.Client();
        await CreateAsync(http, "/api/v1/namespaces/default/services", """{"metadata":{"name":"agg"},"spec":{"ports":[{"name":"https","port":443}]}}""");
        await CreateAsync(http, "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
            $$$"""{"metadata":{"name":"agg-1","labels":{"kubernetes.io/service-name":"agg"}},"addressType":"IPv4","endpoints":[{"addresses":["{{{Address}}}"],"conditions":{"ready":true}}],"ports":[{"name":"https","port":{{{Port}}}}]}""");
        await CreateAsync(http, "/apis/apiregistration.k8s.io/v1/apiservices",
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
        using var http = Server.Client();
        await CreateAsync(http, "/apis/apiregistration.k8s.io/v1/apiservices",
            """{"metadata":{"name":"v1.gone.example.com"},"spec":{"group":"gone.example.com","version":"v1","groupPriorityMinimum":100,"versionPriority":10,"insecureSkipTLSVerify":true,"service":{"name":"gone","namespace":"default"}}}""");
        await WaitAsync(http, "v1.gone.example.com", "service/gone in \"default\" is not present");

        using var answer = await http.GetAsync("/apis/gone.example.com/v1/things", Cancel);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "service unavailable\n"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel)));
    }

    private static Task WaitAsync(HttpClient http, string name, string expected) => WatchUntilAsync(
        http,
        "/apis/apiregistration.k8s.io/v1/apiservices",
        service => (service["status"]?["conditions"]?.AsArray() ?? []).Any(condition => $"{condition!["reason"]} {condition["message"]}".Contains(expected, StringComparison.Ordinal)),
        $"&fieldSelector=metadata.name={name}");

    protected override async Task AnswerAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        if (http.Request.Path == "/apis/agg.example.com/v1") await http.Response.WriteAsync(Resources);
        else
            await http.Response.WriteAsync(
                $$"""{"path":"{{http.Request.Path}}{{http.Request.QueryString}}","user":"{{http.Request.Headers["X-Remote-User"]}}","groups":"{{string.Join('|', http.Request.Headers["X-Remote-Group"].ToArray())}}","authorization":"{{http.Request.Headers.Authorization}}"}""");
    }
}
