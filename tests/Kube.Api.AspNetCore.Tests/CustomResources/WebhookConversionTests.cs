using System.Text.Json.Nodes;
using Kube.Api.AspNetCore.Tests.Door;
using Kube.Api.AspNetCore.Tests.Webhooks;
using Kube.Tests.Shared;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Tests.CustomResources;

/// <summary>A webhook, which is a real HTTPS server, converts between versions whose fields differ.</summary>
public sealed class WebhookConversionTests(DoorFixture server) : OutsideServerTest(server), IClassFixture<DoorFixture>
{
    private volatile string? _failure;

    [Fact]
    public async Task Object_OfAnotherVersion_IsWhatTheWebhookMakesOfIt()
    {
        using var http = Server.Client();
        await DefineAsync(http, "gears");
        var gears = "/apis/gears.example.com/{0}/namespaces/default/gears";
        await SendAsync(http, HttpMethod.Post, string.Format(null, gears, "v1"), """{"apiVersion":"gears.example.com/v1","kind":"Gear","metadata":{"name":"a"},"spec":{"size":"5cm"}}""", 201);
        await SendAsync(http, HttpMethod.Post, string.Format(null, gears, "v2"), """{"apiVersion":"gears.example.com/v2","kind":"Gear","metadata":{"name":"b"},"spec":{"centimetres":7}}""", 201);

        var second = await SendAsync(http, HttpMethod.Get, string.Format(null, gears, "v2") + "/a", null, 200);
        Assert.Equal(5, (int)second["spec"]!["centimetres"]!);
        Assert.Null(second["spec"]!["size"]);
        var list = await SendAsync(http, HttpMethod.Get, string.Format(null, gears, "v1"), null, 200);
        Assert.Equal(["5cm", "7cm"], list["items"]!.AsArray().Select(static item => (string)item!["spec"]!["size"]!));
        var patched = await SendAsync(http, HttpMethod.Patch, string.Format(null, gears, "v2") + "/a", """{"spec":{"centimetres":6}}""", 200);
        Assert.Equal(6, (int)patched["spec"]!["centimetres"]!);
        Assert.Equal("6cm", (string)(await SendAsync(http, HttpMethod.Get, string.Format(null, gears, "v1") + "/a", null, 200))["spec"]!["size"]!);

        using var watch = await http.GetStreamAsync(string.Format(null, gears, "v2") + "?watch=true&timeoutSeconds=5", Cancel);
        using var lines = new StreamReader(watch);
        await SendAsync(http, HttpMethod.Patch, string.Format(null, gears, "v1") + "/b", """{"spec":{"size":"8cm"}}""", 200);
        var seen = new List<string>();
        while (!seen.Contains("b 8") && await lines.ReadLineAsync(Cancel) is { } line)
        {
            var obj = JsonNode.Parse(line)!["object"]!;
            seen.Add($"{obj["metadata"]!["name"]} {obj["spec"]!["centimetres"]}");
        }

        Assert.Contains("b 8", seen);
    }

    [Fact]
    public async Task Webhook_Fails_SaysWhy()
    {
        using var http = Server.Client();
        await DefineAsync(http, "bolts");
        var bolts = "/apis/bolts.example.com/{0}/namespaces/default/bolts";
        await SendAsync(http, HttpMethod.Post, string.Format(null, bolts, "v1"), """{"apiVersion":"bolts.example.com/v1","kind":"Gear","metadata":{"name":"a"},"spec":{"size":"5cm"}}""", 201);
        _failure = "too small";

        var answer = await SendAsync(http, HttpMethod.Get, string.Format(null, bolts, "v2") + "/a", null, 500);

        Assert.Equal("conversion webhook for bolts.example.com/v1, Kind=Gear failed: too small", (string)answer["message"]!);
    }

    private async Task DefineAsync(HttpClient http, string plural)
    {
        await SendAsync(http, HttpMethod.Post, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", $$$"""
            {"metadata":{"name":"{{{plural}}}.{{{plural}}}.example.com"},"spec":{"group":"{{{plural}}}.example.com","scope":"Namespaced","names":{"plural":"{{{plural}}}","kind":"Gear"},
            "conversion":{"strategy":"Webhook","webhook":{"conversionReviewVersions":["v1"],"clientConfig":{"url":"https://localhost:{{{Port}}}/convert","caBundle":"{{{Bundle}}}"} } },
            "versions":[
              {"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{"size":{"type":"string"} } } } } } },
              {"name":"v2","served":true,"storage":false,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{"centimetres":{"type":"integer"} } } } } } }]} }
            """, 201);
        await Waiting.UntilAsync(
            async () =>
            {
                using var answer = await http.GetAsync($"/apis/{plural}.example.com/v1/{plural}", Cancel);
                return answer.IsSuccessStatusCode;
            },
            "the definition is not served");
    }

    protected override async Task AnswerAsync(HttpContext http)
    {
        var review = (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: Cancel))!;
        var wanted = (string)review["request"]!["desiredAPIVersion"]!;
        var converted = new JsonArray();
        foreach (var obj in review["request"]!["objects"]!.AsArray())
        {
            var made = obj!.DeepClone();
            made["apiVersion"] = wanted;
            var spec = made["spec"]!;
            made["spec"] = wanted.EndsWith("/v2", StringComparison.Ordinal)
                ? new JsonObject { ["centimetres"] = int.Parse(((string)spec["size"]!)[..^2], null) }
                : new JsonObject { ["size"] = $"{(int)spec["centimetres"]!}cm" };
            converted.Add(made);
        }

        var result = _failure is { } failure ? new JsonObject { ["status"] = "Failure", ["message"] = failure } : new JsonObject { ["status"] = "Success" };
        var answer = new JsonObject
        {
            ["kind"] = "ConversionReview", ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["response"] = new JsonObject { ["uid"] = (string)review["request"]!["uid"]!, ["result"] = result, ["convertedObjects"] = converted },
        };
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(answer.ToJsonString(), Cancel);
    }
}
