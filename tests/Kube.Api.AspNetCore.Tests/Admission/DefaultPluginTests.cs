using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kube.Api.AspNetCore.Tests.Door;
using Kube.Api.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.AspNetCore.Tests.Admission;

/// <summary>Plugins that no recorded server shows at work.</summary>
public sealed class DefaultPluginTests(DefaultPluginTests.Server server) : IClassFixture<DefaultPluginTests.Server>
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Claims = "/api/v1/namespaces/default/persistentvolumeclaims";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pod_IsBoundOrMadeForANode_HasItsZoneAndRegion()
    {
        using var http = await ReadyAsync();
        await SendAsync(http, HttpMethod.Post, "/api/v1/nodes", """
            {"metadata":{"name":"far","labels":{"topology.kubernetes.io/zone":"z1","topology.kubernetes.io/region":"r1","kubernetes.io/os":"linux"}}}
            """, HttpStatusCode.Created);
        await SendAsync(http, HttpMethod.Post, Pods, Pod("bound", """{"topology.kubernetes.io/zone":"own"}""", null), HttpStatusCode.Created);
        await SendAsync(http, HttpMethod.Post, Pods + "/bound/binding", """{"target":{"kind":"Node","name":"far"}}""", HttpStatusCode.Created);
        await SendAsync(http, HttpMethod.Post, Pods, Pod("made", "{}", "far"), HttpStatusCode.Created);
        await SendAsync(http, HttpMethod.Post, Pods, Pod("elsewhere", "{}", "nowhere"), HttpStatusCode.Created);

        Assert.Equal("""{"topology.kubernetes.io/region":"r1","topology.kubernetes.io/zone":"own"}""", await LabelsAsync(http, "bound"));
        Assert.Equal("""{"topology.kubernetes.io/region":"r1","topology.kubernetes.io/zone":"z1"}""", await LabelsAsync(http, "made"));
        Assert.Null(await LabelsAsync(http, "elsewhere"));
    }

    [Theory]
    [InlineData("grows", "true", true)]
    [InlineData("stays", "false", false)]
    public async Task Claim_AsksForMore_ItsClassDecides(string name, string allows, bool isAllowed)
    {
        using var http = await ReadyAsync();
        await SendAsync(http, HttpMethod.Post, "/apis/storage.k8s.io/v1/storageclasses", $$"""
            {"metadata":{"name":"{{name}}"},"provisioner":"example.com/disks","allowVolumeExpansion":{{allows}}}
            """, HttpStatusCode.Created);
        await SendAsync(http, HttpMethod.Post, Claims, $$$$"""
            {"metadata":{"name":"{{{{name}}}}"},"spec":{"storageClassName":"{{{{name}}}}","accessModes":["ReadWriteOnce"],"volumeName":"pv-1","resources":{"requests":{"storage":"1Gi"}}}
            }
            """, HttpStatusCode.Created);
        await PatchAsync(http, $"{Claims}/{name}/status", """{"status":{"phase":"Bound","capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"]}}""", HttpStatusCode.OK);

        var answer = await PatchAsync(
            http, $"{Claims}/{name}", """{"spec":{"resources":{"requests":{"storage":"2Gi"}}}}""", isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
        if (isAllowed) return;
        Assert.Equal(
            $"persistentvolumeclaims \"{name}\" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize",
            (string?)JsonNode.Parse(answer)!["message"]);
    }

    private static string Pod(string name, string labels, string? node) =>
        $$$"""{"metadata":{"name":"{{{name}}}","labels":{{{labels}}}},"spec":{"nodeName":"{{{node}}}","containers":[{"name":"web","image":"hello"}]}}""";

    private static async Task<string?> LabelsAsync(HttpClient http, string pod) =>
        JsonNode.Parse(await http.GetStringAsync(new Uri($"{Pods}/{pod}", UriKind.Relative), Cancel))!["metadata"]!["labels"]?.ToJsonString();

    private static Task<string> PatchAsync(HttpClient http, string path, string json, HttpStatusCode expected) =>
        SendAsync(http, HttpMethod.Patch, path, json, expected, "application/merge-patch+json");

    private static async Task<string> SendAsync(HttpClient http, HttpMethod method, string path, string json, HttpStatusCode expected, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = new StringContent(json, Encoding.UTF8, type) };
        using var answer = await http.SendAsync(request, Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode == expected, text);
        return text;
    }

    // Each test finds what the others leave.
    private async Task<HttpClient> ReadyAsync()
    {
        var http = server.Client();
        foreach (var (path, json) in new[]
        {
            ("/api/v1/namespaces", """{"metadata":{"name":"default"}}"""), ("/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"default"}}"""),
        })
        {
            using var body = new StringContent(json, Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), body, Cancel);
            Assert.True(answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.Conflict, await answer.Content.ReadAsStringAsync(Cancel));
        }

        return http;
    }

    public sealed class Server : DoorFixture
    {
        protected override void Register(IKubeApiBuilder api) => api.AddKubernetesAdmission();
    }
}
