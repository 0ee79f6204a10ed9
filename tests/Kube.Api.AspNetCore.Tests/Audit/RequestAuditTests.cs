using System.Net;
using System.Text;
using System.Text.Json;

namespace Kube.Api.AspNetCore.Tests.Audit;

public sealed class RequestAuditTests(AuditedServer server) : IClassFixture<AuditedServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_AtMetadata_IsTwoRecordsInUpstreamsForm()
    {
        var (received, complete) = await SendAsync(HttpMethod.Post, "/api/v1/namespaces?fieldManager=m", "tok-admin", """{"metadata":{"name":"audited"}}""");
        Assert.Equal("RequestReceived", received.GetProperty("stage").GetString());
        Assert.False(received.TryGetProperty("responseStatus", out _));
        Assert.Equal(
            ["kind", "apiVersion", "level", "auditID", "stage", "requestURI", "verb", "user", "sourceIPs", "userAgent", "objectRef", "responseStatus",
                "requestReceivedTimestamp", "stageTimestamp", "annotations"],
            complete.EnumerateObject().Select(static member => member.Name));
        Assert.Equal("Event", complete.GetProperty("kind").GetString());
        Assert.Equal("audit.k8s.io/v1", complete.GetProperty("apiVersion").GetString());
        Assert.Equal("/api/v1/namespaces?fieldManager=m", complete.GetProperty("requestURI").GetString());
        Assert.Equal("create", complete.GetProperty("verb").GetString());
        Assert.Equal("""{"username":"admin","uid":"admin-uid","groups":["system:masters","system:authenticated"]}""", complete.GetProperty("user").GetRawText());
        Assert.Equal("""["127.0.0.1"]""", complete.GetProperty("sourceIPs").GetRawText());
        Assert.Equal("""{"resource":"namespaces","name":"audited","apiVersion":"v1"}""", complete.GetProperty("objectRef").GetRawText());
        Assert.Equal("""{"metadata":{},"code":201}""", complete.GetProperty("responseStatus").GetRawText());
        Assert.Matches(@"^""\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z""$", complete.GetProperty("stageTimestamp").GetRawText());
        Assert.Equal("""{"authorization.k8s.io/decision":"allow","authorization.k8s.io/reason":""}""", complete.GetProperty("annotations").GetRawText());
    }

    [Fact]
    public async Task Bodies_AtRequestResponse_AreRecordedWithoutManagedFields()
    {
        await SendAsync(HttpMethod.Post, "/api/v1/namespaces", "tok-admin", """{"metadata":{"name":"bodies"}}""");
        var (_, made) = await SendAsync(HttpMethod.Post, "/api/v1/namespaces/bodies/configmaps", "tok-admin", """{"metadata":{"name":"c"},"data":{"a":"b"}}""");
        Assert.Equal("b", made.GetProperty("requestObject").GetProperty("data").GetProperty("a").GetString());
        var answer = made.GetProperty("responseObject");
        Assert.Equal("b", answer.GetProperty("data").GetProperty("a").GetString());
        Assert.True(answer.GetProperty("metadata").TryGetProperty("uid", out _));
        Assert.False(answer.GetProperty("metadata").TryGetProperty("managedFields", out _));

        var (_, patched) = await SendAsync(HttpMethod.Patch, "/api/v1/namespaces/bodies/configmaps/c", "tok-admin", """{"data":{"a":"x"}}""", "application/merge-patch+json");
        Assert.Equal("""{"data":{"a":"x"}}""", patched.GetProperty("requestObject").GetRawText());
        var (_, list) = await SendAsync(HttpMethod.Get, "/api/v1/namespaces/bodies/configmaps", "tok-admin");
        Assert.Equal("x", list.GetProperty("responseObject").GetProperty("items")[0].GetProperty("data").GetProperty("a").GetString());
    }

    [Fact]
    public async Task PodThatOnlyTheAuditLevelMinds_IsRemarkedOn()
    {
        await SendAsync(
            HttpMethod.Post, "/api/v1/namespaces", "tok-admin", """{"metadata":{"name":"secure","labels":{"pod-security.kubernetes.io/audit":"baseline"}}}""");
        await SendAsync(HttpMethod.Post, "/api/v1/namespaces/secure/serviceaccounts", "tok-admin", """{"metadata":{"name":"default"}}""");
        var (_, made) = await SendAsync(
            HttpMethod.Post, "/api/v1/namespaces/secure/pods", "tok-admin",
            """{"metadata":{"name":"p"},"spec":{"hostNetwork":true,"containers":[{"name":"c","image":"i"}]}}""");
        Assert.Equal(201, made.GetProperty("responseStatus").GetProperty("code").GetInt32());
        var annotations = made.GetProperty("annotations");
        Assert.Equal("privileged:latest", annotations.GetProperty("pod-security.kubernetes.io/enforce-policy").GetString());
        Assert.Equal(
            "would violate PodSecurity \"baseline:latest\": host namespaces (hostNetwork=true)",
            annotations.GetProperty("pod-security.kubernetes.io/audit-violations").GetString());
    }

    [Fact]
    public async Task Refusal_IsRecordedWithItsStatus()
    {
        var (_, missing) = await SendAsync(HttpMethod.Get, "/api/v1/namespaces/nowhere", "tok-admin");
        Assert.Equal(
            """{"metadata":{},"status":"Failure","message":"namespaces \"nowhere\" not found","reason":"NotFound","details":{"name":"nowhere","kind":"namespaces"},"code":404}""",
            missing.GetProperty("responseStatus").GetRawText());

        var (_, forbidden) = await SendAsync(HttpMethod.Get, "/metrics", "tok-alice");
        Assert.Equal("forbid", forbidden.GetProperty("annotations").GetProperty("authorization.k8s.io/decision").GetString());
        Assert.Equal(403, forbidden.GetProperty("responseStatus").GetProperty("code").GetInt32());
        Assert.False(forbidden.TryGetProperty("objectRef", out _));
        Assert.Equal("get", forbidden.GetProperty("verb").GetString());
    }

    [Fact]
    public async Task UnknownClient_IsRecordedOnce()
    {
        using var http = server.Client("wrong");
        using var answer = await http.GetAsync("/api/v1/pods", Cancel);
        var record = await server.Log.NextAsync(IdOf(answer), Cancel);
        Assert.Equal("ResponseStarted", record.GetProperty("stage").GetString());
        Assert.Equal("{}", record.GetProperty("user").GetRawText());
        Assert.Equal("Authentication failed, attempted: bearer", record.GetProperty("responseStatus").GetProperty("message").GetString());
    }

    [Fact]
    public async Task Impersonation_TellsBothUsers()
    {
        var (received, complete) = await SendAsync(HttpMethod.Get, "/api/v1/namespaces", "tok-admin", act: "bob");
        Assert.False(received.TryGetProperty("impersonatedUser", out _));
        Assert.Equal("admin", complete.GetProperty("user").GetProperty("username").GetString());
        Assert.Equal("""{"username":"bob","groups":["system:authenticated"]}""", complete.GetProperty("impersonatedUser").GetRawText());
    }

    [Fact]
    public async Task Watch_TellsWhenItStandsAndWhenItEnds()
    {
        using var http = server.Client();
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/nodes?watch=true&timeoutSeconds=1");
        request.Headers.Add("Audit-ID", "my-own-id");
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal("my-own-id", IdOf(answer));
        Assert.Equal("RequestReceived", (await server.Log.NextAsync("my-own-id", Cancel)).GetProperty("stage").GetString());
        Assert.Equal("ResponseStarted", (await server.Log.NextAsync("my-own-id", Cancel)).GetProperty("stage").GetString());
        await answer.Content.ReadAsByteArrayAsync(Cancel);
        var complete = await server.Log.NextAsync("my-own-id", Cancel);
        Assert.Equal("ResponseComplete", complete.GetProperty("stage").GetString());
        Assert.Equal("watch", complete.GetProperty("verb").GetString());
    }

    [Fact]
    public async Task WhatThePolicyLeavesOut_IsNotRecorded()
    {
        using var http = server.Client();
        using var answer = await http.GetAsync("/healthz", Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(server.Log.Knows(IdOf(answer)));
    }

    private async Task<(JsonElement Received, JsonElement Complete)> SendAsync(
        HttpMethod method, string path, string token, string? body = null, string type = "application/json", string? act = null)
    {
        using var http = server.Client(token);
        var request = new HttpRequestMessage(method, path);
        request.Headers.UserAgent.ParseAdd("tests/1.0");
        if (act is not null) request.Headers.Add("Impersonate-User", act);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, type);
        using var answer = await http.SendAsync(request, Cancel);
        var id = IdOf(answer);
        return (await server.Log.NextAsync(id, Cancel), await server.Log.NextAsync(id, Cancel));
    }

    private static string IdOf(HttpResponseMessage answer) => answer.Headers.GetValues("Audit-Id").Single();
}
