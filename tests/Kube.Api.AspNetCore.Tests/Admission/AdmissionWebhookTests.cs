using System.Text;
using System.Text.Json.Nodes;
using Kube.Api.AspNetCore.Tests.Door;
using Kube.Api.AspNetCore.Tests.Webhooks;
using Kube.Api.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.AspNetCore.Tests.Admission;

/// <summary>Webhooks, which are real HTTPS servers, change and refuse what is written.</summary>
public sealed class AdmissionWebhookTests(AdmissionWebhookTests.Admitting server) : OutsideServerTest(server), IClassFixture<AdmissionWebhookTests.Admitting>
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";

    private readonly List<string> _asked = [];
    private volatile Func<JsonObject, JsonObject> _answer = Allow;

    public override async ValueTask DisposeAsync()
    {
        using var http = Server.Client();
        foreach (var kind in new[] { "mutating", "validating" })
        {
            using var gone = await http.DeleteAsync($"/apis/admissionregistration.k8s.io/v1/{kind}webhookconfigurations", CancellationToken.None);
        }

        await base.DisposeAsync();
    }

    [Fact]
    public async Task MutatingWebhook_Patch_ChangesTheObject()
    {
        using var http = Server.Client();
        await ConfigureAsync(http, "mutating");
        _answer = request => Allow(request, """[{"op":"add","path":"/data/added","value":"yes"}]""", "mind this");
        using var made = await http.PostAsync(Maps, Json("""{"metadata":{"name":"changed"},"data":{"a":"1"}}"""), Cancel);
        var map = await ReadAsync(made, 201);
        Assert.Equal("yes", (string?)map["data"]!["added"]);
        Assert.Equal("299 - \"mind this\"", made.Headers.GetValues("Warning").Single());
        Assert.Equal(["CREATE configmaps changed"], _asked);
    }

    [Fact]
    public async Task ValidatingWebhook_Refusal_IsToldWithItsCode()
    {
        using var http = Server.Client();
        await ConfigureAsync(http, "validating");
        _answer = request => Answer(request, allowed: false, """{"message":"not today","code":418,"reason":"Teapot"}""");
        using var refused = await http.PostAsync(Maps, Json("""{"metadata":{"name":"refused"}}"""), Cancel);
        var status = await ReadAsync(refused, 418);
        Assert.Equal("admission webhook \"check.example.com\" denied the request: not today", (string?)status["message"]);
        Assert.Equal("Teapot", (string?)status["reason"]);

        _answer = request => Answer(request, allowed: false, null);
        using var silent = await http.PostAsync(Maps, Json("""{"metadata":{"name":"refused"}}"""), Cancel);
        Assert.Equal("admission webhook \"check.example.com\" denied the request without explanation", (string?)(await ReadAsync(silent, 400))["message"]);
        await CountedAsync(http, """request_total{name="check.example.com",type="validating",operation="CREATE",rejected="true",code="418"} 1""");
        await CountedAsync(http, """rejection_count{name="check.example.com",type="validating",operation="CREATE",error_type="no_error",rejection_code="418"} 1""");
    }

    [Fact]
    public async Task Webhook_ThatAnswersNonsense_RefusesOrIsIgnoredAsItsPolicySays()
    {
        using var http = Server.Client();
        await ConfigureAsync(http, "validating");
        _answer = static _ => new JsonObject { ["kind"] = "Nonsense" };
        using var refused = await http.PostAsync(Maps, Json("""{"metadata":{"name":"nonsense"}}"""), Cancel);
        var status = await ReadAsync(refused, 500);
        Assert.StartsWith("Internal error occurred: failed calling webhook \"check.example.com\": ", (string?)status["message"], StringComparison.Ordinal);
        await ConfigureAsync(http, "validating", """, "failurePolicy": "Ignore" """);
        using var taken = await http.PostAsync(Maps, Json("""{"metadata":{"name":"nonsense"}}"""), Cancel);
        await ReadAsync(taken, 201);
        await CountedAsync(http, """request_total{name="check.example.com",type="validating",operation="CREATE",rejected="true",code="503"} 1""");
        await CountedAsync(http, """rejection_count{name="check.example.com",type="validating",operation="CREATE",error_type="calling_webhook_error",rejection_code="503"} 1""");
        await CountedAsync(http, """request_total{name="check.example.com",type="validating",operation="CREATE",rejected="false",code="503"} 1""");
        await CountedAsync(http, """fail_open_count{name="check.example.com",type="validating"} 1""");
    }

    [Fact]
    public async Task Webhook_OfAnotherObject_IsNotAsked()
    {
        using var http = Server.Client();
        await ConfigureAsync(http, "validating", """, "matchConditions": [{"name": "m", "expression": "object.metadata.name != 'skipped'"}], "objectSelector": {"matchLabels": {"ask": "me"}} """);
        _answer = static request => Answer(request, allowed: false, null);
        using var unlabelled = await http.PostAsync(Maps, Json("""{"metadata":{"name":"unlabelled"}}"""), Cancel);
        await ReadAsync(unlabelled, 201);
        using var skipped = await http.PostAsync(Maps, Json("""{"metadata":{"name":"skipped","labels":{"ask":"me"}}}"""), Cancel);
        await ReadAsync(skipped, 201);
        using var asked = await http.PostAsync(Maps, Json("""{"metadata":{"name":"asked","labels":{"ask":"me"}}}"""), Cancel);
        await ReadAsync(asked, 400);
        Assert.Equal(["CREATE configmaps asked"], _asked);
    }

    private static async Task CountedAsync(HttpClient http, string expected) =>
        Assert.Contains($"\napiserver_admission_webhook_{expected}\n", await http.GetStringAsync("/metrics", Cancel), StringComparison.Ordinal);

    private async Task ConfigureAsync(HttpClient http, string kind, string more = "")
    {
        var body = $$"""
            {"metadata":{"name":"check"},"webhooks":[{"name":"check.example.com","admissionReviewVersions":["v1"],"sideEffects":"None","timeoutSeconds":5,
            "clientConfig":{"url":"https://localhost:{{Port}}/check","caBundle":"{{Bundle}}"},
            "rules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],"resources":["configmaps"]}]{{more}}}]}
            """;
        var path = $"/apis/admissionregistration.k8s.io/v1/{kind}webhookconfigurations";
        using var gone = await http.DeleteAsync($"{path}/check", Cancel);
        using var made = await http.PostAsync(path, Json(body), Cancel);
        await ReadAsync(made, 201);
    }

    protected override async Task AnswerAsync(HttpContext http)
    {
        var review = (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))!;
        var request = review["request"]!.AsObject();
        lock (_asked) _asked.Add($"{request["operation"]} {request["resource"]!["resource"]} {request["name"]}");
        await http.Response.WriteAsync(_answer(request).ToJsonString(), http.RequestAborted);
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

    /// <summary>A server with the admission plugins of a default one.</summary>
    public sealed class Admitting : DoorFixture
    {
        protected override void Register(IKubeApiBuilder api) => api.AddKubernetesAdmission();
    }
}
