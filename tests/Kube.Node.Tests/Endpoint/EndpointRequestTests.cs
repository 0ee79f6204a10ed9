using System.Net;
using System.Text.Json;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Node.Tests.Endpoint;

/// <summary>What the API server and the node's endpoint answer, in upstream's words.</summary>
public sealed class EndpointRequestTests(EndpointFixture fixture) : IClassFixture<EndpointFixture>
{
    private const string Pods = "/api/v1/namespaces/default/pods/";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Log_WithOptions_PassesThemOn()
    {
        await fixture.LogAsync("web", "one", "two", "three");

        Assert.Equal((HttpStatusCode.OK, "two\nthree\n"), await GetAsync("web/log?tailLines=2"));
        Assert.Equal((HttpStatusCode.OK, "three"), await GetAsync("web/log?tailLines=1&limitBytes=5"));
        Assert.Equal((HttpStatusCode.OK, "2026-01-02T03:04:05.000000000Z three\n"), await GetAsync("web/log?tailLines=1&timestamps=true"));
    }

    [Fact]
    public async Task Log_Followed_ShowsItsLinesAtOnce()
    {
        using var http = fixture.Http(fixture.Api);
        using var response = await http.GetAsync(Pods + "web/log?follow=true&tailLines=0", HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));

        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        await fixture.LogAsync("web", "later");
        while (await reader.ReadLineAsync(Cancel) != "later")
        {
        }
    }

    [Theory]
    [InlineData("nosuch/log", 404, "pods \"nosuch\" not found")]
    [InlineData("two/log", 400, "a container name must be specified for pod two, choose one of: [a b]")]
    [InlineData("two/log?container=c", 400, "container c is not valid for pod two")]
    [InlineData("web/log?previous=true", 400, "previous terminated container \"app\" in pod \"web\" not found")]
    [InlineData("web/log?tailLines=-1", 422, "PodLogOptions \"web\" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("web/log?tailLines=x", 400, "strconv.ParseInt: parsing \"x\": invalid syntax")]
    [InlineData("web/exec?command=a", 400, "Upgrade request required")]
    [InlineData("nosuch/proxy/", 404, "pods \"nosuch\" not found")]
    public async Task Get_Refused_SaysWhy(string path, int status, string message)
    {
        var (code, text) = await GetAsync(path);

        Assert.Equal((status, message), ((int)code, JsonDocument.Parse(text).RootElement.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Log_OfAContainerThatWaits_SaysWhatFor()
    {
        var (status, text) = await GetAsync("waiting/log");

        // The node tries in between: the reason goes to and fro.
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Matches("container \\\\\"app\\\\\" in pod \\\\\"waiting\\\\\" is waiting to start: (trying and failing to pull image|image can't be pulled)", text);
    }

    [Fact]
    public async Task Log_OfAPodWithoutANode_IsEmpty()
    {
        var pod = new V1Pod { Metadata = new() { Name = "nowhere", Namespace = "default" }, Spec = new() { Containers = [new() { Name = "app", Image = "hello" }] } };
        await fixture.Client.For<V1Pod>().CreateAsync(pod, WriteOptions.Default, Cancel);

        Assert.Equal((HttpStatusCode.NoContent, ""), await GetAsync("nowhere/log"));
        using var http = fixture.Http(fixture.Api);
        using var request = new HttpRequestMessage(HttpMethod.Post, Pods + "nowhere/exec?command=a&stdout=true");
        using var response = await http.SendAsync(request, Cancel);
        Assert.Contains("pod nowhere does not have a host assigned", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NodeProxy_ToItsOwnEndpoint_PassesEverythingOn()
    {
        using var http = fixture.Http(fixture.Api);

        Assert.Equal("ok", await http.GetStringAsync("/api/v1/nodes/node-1/proxy/healthz", Cancel));
        Assert.Equal("PodList", JsonDocument.Parse(await http.GetStringAsync("/api/v1/nodes/node-1/proxy/pods", Cancel)).RootElement.GetProperty("kind").GetString());
        var summary = JsonDocument.Parse(await http.GetStringAsync("/api/v1/nodes/node-1/proxy/stats/summary", Cancel)).RootElement;
        Assert.Equal("node-1", summary.GetProperty("node").GetProperty("nodeName").GetString());
        Assert.StartsWith("# HELP prober_probe_total ", await http.GetStringAsync("/api/v1/nodes/node-1/proxy/metrics/probes", Cancel), StringComparison.Ordinal);
        Assert.Contains("kubelet_running_pods 3", await http.GetStringAsync("/api/v1/nodes/node-1/proxy/metrics", Cancel), StringComparison.Ordinal);
        Assert.Contains("pod=\"web\"", await http.GetStringAsync("/api/v1/nodes/node-1/proxy/metrics/resource", Cancel), StringComparison.Ordinal);
        using var ran = await http.PostAsync("/api/v1/nodes/node-1/proxy/run/default/web/app?cmd=echo%20hello", null, Cancel);
        Assert.Equal("hello\n", await ran.Content.ReadAsStringAsync(Cancel));
        using var bare = await http.GetAsync("/api/v1/nodes/node-1/proxy?x=1", Cancel);
        Assert.Equal((HttpStatusCode.MovedPermanently, "/api/v1/nodes/node-1/proxy/?x=1"), (bare.StatusCode, bare.Headers.Location!.OriginalString));
    }

    [Fact]
    public async Task Endpoint_WithoutCredentials_Refuses()
    {
        using var http = fixture.Http(fixture.NodeAddress, asAdministrator: false);
        using var response = await http.GetAsync("/pods", Cancel);

        Assert.Equal((HttpStatusCode.Unauthorized, "Unauthorized"), (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel)));
    }

    [Fact]
    public async Task Endpoint_UnknownPodOrContainer_SaysWhich()
    {
        using var http = fixture.Http(fixture.NodeAddress);

        using var pod = await http.GetAsync("/containerLogs/default/nosuch/app", Cancel);
        Assert.Equal((HttpStatusCode.NotFound, "pod \"nosuch\" does not exist"), (pod.StatusCode, await pod.Content.ReadAsStringAsync(Cancel)));
        using var container = await http.GetAsync("/containerLogs/default/web/x", Cancel);
        Assert.Equal((HttpStatusCode.NotFound, "container \"x\" not found in pod \"web\""), (container.StatusCode, await container.Content.ReadAsStringAsync(Cancel)));
        using var exec = await http.PostAsync("/exec/default/waiting/app?output=1&command=a", null, Cancel);
        Assert.Equal((HttpStatusCode.InternalServerError, "container not found (\"app\")"), (exec.StatusCode, await exec.Content.ReadAsStringAsync(Cancel)));
    }

    private async Task<(HttpStatusCode Status, string Text)> GetAsync(string path)
    {
        using var http = fixture.Http(fixture.Api);
        using var response = await http.GetAsync(Pods + path, Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }
}
