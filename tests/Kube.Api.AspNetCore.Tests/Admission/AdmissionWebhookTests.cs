using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kube.Api.AspNetCore.Tests.Door;
using Kube.Api.AspNetCore.Tests.Webhooks;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.AspNetCore.Tests.Admission;

/// <summary>Webhooks, which are real HTTPS servers, change and refuse what is written.</summary>
public sealed class AdmissionWebhookTests(AdmissionWebhookTests.Server server) : IClassFixture<AdmissionWebhookTests.Server>, IAsyncLifetime
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";

    private readonly List<string> _asked = [];
    private WebhookServer? _webhook;
    private int _port;
    private volatile Func<JsonObject, JsonObject> _answer = Allow;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var certificates = server.Services.GetRequiredService<ClusterCertificates>();
        _webhook = await WebhookServer.StartAsync(certificates.Server, ReviewAsync);
        using var http = server.Client();
        // Another test of the class may have made it.
        using var made = await http.PostAsync("/api/v1/namespaces", Json("""{"metadata":{"name":"default"}}"""), Cancel);
        _port = _webhook.Port;
    }

    public async ValueTask DisposeAsync()
    {
        using var http = server.Client();
        foreach (var kind in new[] { "mutating", "validating" })
        {
            using var gone = await http.DeleteAsync($"/apis/admissionregistration.k8s.io/v1/{kind}webhookconfigurations", CancellationToken.None);
        }

        if (_webhook is not null) await _webhook.DisposeAsync();
    }

    [Fact]
    public async Task MutatingWebhook_Patch_ChangesTheObject()
    {
        using var http = server.Client();
        await ConfigureAsync(http, "mutating");
        _answer = request => Allow(request, """[{"op":"add","path":"/data/added","value":"yes"}]""", "mind this");
        using var made = await http.PostAsync(Maps, Json("""{"metadata":{"name":"changed"},"data":{"a":"1"}}"""), Cancel);
        var map = await ReadAsync(made, HttpStatusCode.Created);
        Assert.Equal("yes", (string?)map["data"]!["added"]);
        Assert.Equal("299 - \"mind this\"", made.Headers.GetValues("Warning").Single());
        Assert.Equal(["CREATE configmaps changed"], _asked);
    }

    [Fact]
    public async Task ValidatingWebhook_Refusal_IsToldWithItsCode()
    {
        using var http = server.Client();
        await ConfigureAsync(http, "validating");
        _answer = request => Answer(request, allowed: false, """{"message":"not today","code":418,"reason":"Teapot"}""");
        using var refused = await http.PostAsync(Maps, Json("""{"metadata":{"name":"refused"}}"""), Cancel);
        var status = await ReadAsync(refused, (HttpStatusCode)418);
        Assert.Equal("admission webhook \"check.example.com\" denied the request: not today", (string?)status["message"]);
        Assert.Equal("Teapot", (string?)status["reason"]);

        _answer = request => Answer(request, allowed: false, null);
        using var silent = await http.PostAsync(Maps, Json("""{"metadata":{"name":"refused"}}"""), Cancel);
        Assert.Equal("admission webhook \"check.example.com\" denied the request without explanation", (string?)(await ReadAsync(silent, HttpStatusCode.BadRequest))["message"]);
    }

    [Fact]
    public async Task Webhook_ThatAnswersNonsense_RefusesOrIsIgnoredAsItsPolicySays()
    {
        using var http = server.Client();
        await ConfigureAsync(http, "validating");
        _answer = static _ => new JsonObject { ["kind"] = "Nonsense" };
        using var refused = await http.PostAsync(Maps, Json("""{"metadata":{"name":"nonsense"}}"""), Cancel);
        var status = await ReadAsync(refused, HttpStatusCode.InternalServerError);
        Assert.StartsWith("Internal error occurred: failed calling webhook \"check.example.com\": ", (string?)status["message"], StringComparison.Ordinal);
        await ConfigureAsync(http, "validating", """, "failurePolicy": "Ignore" """);
        using var taken = await http.PostAsync(Maps, Json("""{"metadata":{"name":"nonsense"}}"""), Cancel);
        await ReadAsync(taken, HttpStatusCode.Created);
    }

    [Fact]
    public async Task Webhook_OfAnotherObject_IsNotAsked()
    {
        using var http = server.Client();
        await ConfigureAsync(http, "validating", """, "matchConditions": [{"name": "m", "expression": "object.metadata.name != 'skipped'"}], "objectSelector": {"matchLabels": {"ask": "me"}} """);
        _answer = static request => Answer(request, allowed: false, null);
        using var unlabelled = await http.PostAsync(Maps, Json("""{"metadata":{"name":"unlabelled"}}"""), Cancel);
        await ReadAsync(unlabelled, HttpStatusCode.Created);
        using var skipped = await http.PostAsync(Maps, Json("""{"metadata":{"name":"skipped","labels":{"ask":"me"}}}"""), Cancel);
        await ReadAsync(skipped, HttpStatusCode.Created);
        using var asked = await http.PostAsync(Maps, Json("""{"metadata":{"name":"asked","labels":{"ask":"me"}}}"""), Cancel);
        await ReadAsync(asked, HttpStatusCode.BadRequest);
        Assert.Equal(["CREATE configmaps asked"], _asked);
    }

    private async Task ConfigureAsync(HttpClient http, string kind, string more = "")
    {
        var bundle = Convert.ToBase64String(Encoding.UTF8.GetBytes(server.Admin.CertificateAuthorityPem!));
        var body = $$"""
            {"metadata":{"name":"check"},"webhooks":[{"name":"check.example.com","admissionReviewVersions":["v1"],"sideEffects":"None","timeoutSeconds":5,
            "clientConfig":{"url":"https://localhost:{{_port}}/check","caBundle":"{{bundle}}"},
            "rules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],"resources":["configmaps"]}]{{more}}}]}
            """;
        var path = $"/apis/admissionregistration.k8s.io/v1/{kind}webhookconfigurations";
        using var gone = await http.DeleteAsync($"{path}/check", Cancel);
        using var made = await http.PostAsync(path, Json(body), Cancel);
        await ReadAsync(made, HttpStatusCode.Created);
    }

    private async Task ReviewAsync(HttpContext context)
    {
        var review = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
        var request = review["request"]!.AsObject();
        lock (_asked) _asked.Add($"{request["operation"]} {request["resource"]!["resource"]} {request["name"]}");
        await context.Response.WriteAsync(_answer(request).ToJsonString(), context.RequestAborted);
    }

    private static JsonObject Allow(JsonObject request) => Answer(request, allowed: true, null);

    private static JsonObject Allow(JsonObject request, string patch, string warning)
    {
        var review = Allow(request);
        var response = review["response"]!;
        response["patchType"] = "JSONPatch";
        response["patch"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(patch));
        response["warnings"] = new JsonArray(warning);
        return review;
    }

    private static JsonObject Answer(JsonObject request, bool allowed, string? status) => new()
    {
        ["kind"] = "AdmissionReview",
        ["apiVersion"] = "admission.k8s.io/v1",
        ["response"] = new JsonObject { ["uid"] = (string?)request["uid"], ["allowed"] = allowed, ["status"] = status is null ? null : JsonNode.Parse(status) },
    };

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        var body = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode}: {body}");
        return JsonNode.Parse(body)!;
    }

    /// <summary>A server with the admission plugins of a default one.</summary>
    public sealed class Server : DoorFixture
    {
        protected override void Register(IKubeApiBuilder api) => api.AddKubernetesAdmission();
    }
}
