using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Kube.Api.AspNetCore.Tests.Door;
using Kube.Api.AspNetCore.Tests.Webhooks;
using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Client.Discovery;
using Kube.Api.Errors;
using Kube.Api.Requests;
using Kube.Tests.Shared;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.AspNetCore.Tests.Aggregation;

/// <summary>Another API server, which is a real HTTPS server behind a service, serves a group of its own.</summary>
public sealed class AggregationTests(DoorFixture server) : OutsideServerTest(server, isOnTheNetwork: true), IClassFixture<DoorFixture>
{
    private const string Resources = """{"kind":"APIResourceList","apiVersion":"v1","groupVersion":"agg.example.com/v1","resources":[{"name":"things","singularName":"thing","namespaced":true,"kind":"Thing","verbs":["get","list"]},{"name":"things/status","singularName":"","namespaced":true,"kind":"Thing","verbs":["get"]}]}""";

    private const string Version2 = """
        {"swagger":"2.0","paths":{
          "/apis/described.example.com/v1/things":{"get":{"schema":{"$ref":"#/definitions/com.example.Thing"}}},
          "/apis/other.example.com/v1/things":{"get":{"schema":{"$ref":"#/definitions/com.example.Unused"}}}},
         "definitions":{
          "com.example.Thing":{"type":"object","properties":{"metadata":{"$ref":"#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"},"again":{"$ref":"#/definitions/com.example.Thing"}}},
          "com.example.Unused":{"type":"string"},
          "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta":{"type":"object","description":"theirs"}}}
        """;

    protected override Func<X509Certificate2, bool> Accepts => static shown => shown.Issuer == "CN=front-proxy-ca" && shown.Subject == "CN=front-proxy";

    [Fact]
    public async Task Group_BehindAService_IsListedAndServedInTheUsersName()
    {
        using var http = Server.Client();
        await ServeAsync(http, "agg");
        await WaitAsync(http, "v1.agg.example.com", "Passed");
        await ClientsOfTheProcessHaveItAsync();

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

        Assert.Contains("gone.example.com/v1", (await Server.Services.GetRequiredService<IResourceDirectory>().ListAsync(Cancel)).Stale);
        using var overHttp = new ServiceCollection().AddKubeApiClient(Server.Admin).BuildServiceProvider();
        Assert.Contains("gone.example.com/v1", (await overHttp.GetRequiredService<IResourceDirectory>().ListAsync(Cancel)).Stale);
        using var answer = await http.GetAsync("/apis/gone.example.com/v1/things", Cancel);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "service unavailable\n"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel)));
    }

    /// <summary>What kubectl explain and kubectl apply read: the index leads to the other server's own document, and the one document of version 2 has its part.</summary>
    [Fact]
    public async Task Group_BehindAService_IsDescribedInOpenApi()
    {
        using var http = Server.Client();
        await ServeAsync(http, "described");
        await WatchUntilAsync(http, "/apis/apiregistration.k8s.io/v1/apiservices", static service => service["status"]?["conditions"] is not null, "&fieldSelector=metadata.name=v1.described.example.com");
        await Waiting.UntilAsync(
            async () => (await http.GetStringAsync("/openapi/v3", Cancel)).Contains("""
                "apis/described.example.com/v1":{"serverRelativeURL":"/openapi/v3/apis/described.example.com/v1?hash=ABC"}
                """, StringComparison.Ordinal), "the other server's document does not stand in the index");

        Assert.Equal("the document of admin", await http.GetStringAsync("/openapi/v3/apis/described.example.com/v1?hash=ABC", Cancel));
        var two = JsonNode.Parse(await http.GetStringAsync("/openapi/v2", Cancel))!;
        Assert.Equal("#/definitions/com.example.Thing", (string?)two["paths"]!["/apis/described.example.com/v1/things"]!["get"]!["schema"]!["$ref"]);
        Assert.NotNull(two["paths"]!["/api/v1/namespaces"]);
        Assert.Null(two["paths"]!["/apis/other.example.com/v1/things"]);
        // The other server means something else by a name that this one uses too.
        Assert.Equal("#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta_v2", (string?)two["definitions"]!["com.example.Thing"]!["properties"]!["metadata"]!["$ref"]);
        Assert.Equal("theirs", (string?)two["definitions"]!["io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta_v2"]!["description"]);
        Assert.Null(two["definitions"]!["com.example.Unused"]);
        // The index, and what the definitions of others refer to, says nothing of what this server serves itself.
        Assert.DoesNotContain("evil", await http.GetStringAsync("/openapi/v3", Cancel), StringComparison.Ordinal);
    }

    // As controllers see it: what they list, delete and follow is one API, whoever serves it.
    private async Task ClientsOfTheProcessHaveItAsync()
    {
        var directory = await Server.Services.GetRequiredService<IResourceDirectory>().ListAsync(Cancel);
        var things = Assert.Single(directory.All, static resource => resource.Resource.Group == "agg.example.com");
        Assert.Equal("things Thing True True get,list", $"{things.Resource.Resource} {things.Kind} {things.Namespaced} {things.IsPreferred} {string.Join(',', things.Verbs)}");

        var user = new UserInfo("system:serviceaccount:kube-system:namespace-controller", groups: ["system:serviceaccounts"]);
        var client = Server.Services.GetRequiredService<IKubeClientFactory>().Create(user, "test");
        var listed = await client.Metadata(things.Resource).ListAsync("y", ListOptions.Default, Cancel);
        Assert.Equal("7: one of system:serviceaccount:kube-system:namespace-controller",
            $"{listed.ResourceVersion}: {listed.Items.Single().Metadata.Name} of {listed.Items.Single().Metadata.Annotations!["user"]}");
        await Assert.ThrowsAsync<ResourceNotServedException>(async () =>
            await client.Metadata(things.Resource with { Resource = "others" }).ListAsync("y", ListOptions.Default, Cancel));
    }

    private async Task ServeAsync(HttpClient http, string name)
    {
        await CreateAsync(http, "/api/v1/namespaces/default/services", $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"ports":[{"name":"https","port":443}]}}""");
        await CreateAsync(http, "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
            $$$"""{"metadata":{"name":"{{{name}}}-1","labels":{"kubernetes.io/service-name":"{{{name}}}"}},"addressType":"IPv4","endpoints":[{"addresses":["{{{Address}}}"],"conditions":{"ready":true}}],"ports":[{"name":"https","port":{{{Port}}}}]}""");
        await CreateAsync(http, "/apis/apiregistration.k8s.io/v1/apiservices",
            $$$$"""{"metadata":{"name":"v1.{{{{name}}}}.example.com"},"spec":{"group":"{{{{name}}}}.example.com","version":"v1","groupPriorityMinimum":100,"versionPriority":10,"insecureSkipTLSVerify":true,"service":{"name":"{{{{name}}}}","namespace":"default"}}}""");
    }

    private static Task WaitAsync(HttpClient http, string name, string expected) => WatchUntilAsync(
        http,
        "/apis/apiregistration.k8s.io/v1/apiservices",
        service => (service["status"]?["conditions"]?.AsArray() ?? []).Any(condition => $"{condition!["reason"]} {condition["message"]}".Contains(expected, StringComparison.Ordinal)),
        $"&fieldSelector=metadata.name={name}");

    protected override async Task AnswerAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        if (http.Request.Path == "/openapi/v3")
            await http.Response.WriteAsync("""{"paths":{"api/v1":{"serverRelativeURL":"/evil"},"apis/described.example.com/v1":{"serverRelativeURL":"/openapi/v3/apis/described.example.com/v1?hash=ABC"}}}""");
        else if (http.Request.Path == "/openapi/v2") await http.Response.WriteAsync(Version2);
        else if (http.Request.Path == "/openapi/v3/apis/described.example.com/v1") await http.Response.WriteAsync($"the document of {http.Request.Headers["X-Remote-User"]}");
        else if (http.Request.Path == "/apis/agg.example.com/v1") await http.Response.WriteAsync(Resources);
        else if (http.Request.Path == "/apis/agg.example.com/v1/namespaces/y/things")
            await http.Response.WriteAsync(
                $$$$"""{"kind":"ThingList","apiVersion":"agg.example.com/v1","metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"one","namespace":"y","annotations":{"user":"{{{{http.Request.Headers["X-Remote-User"]}}}}"}}}]}""");
        else
            await http.Response.WriteAsync(
                $$"""{"path":"{{http.Request.Path}}{{http.Request.QueryString}}","user":"{{http.Request.Headers["X-Remote-User"]}}","groups":"{{string.Join('|', http.Request.Headers["X-Remote-Group"].ToArray())}}","authorization":"{{http.Request.Headers.Authorization}}"}""");
    }
}
