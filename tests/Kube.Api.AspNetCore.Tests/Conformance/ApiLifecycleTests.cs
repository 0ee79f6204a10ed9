using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kube.Api.AspNetCore.Tests.Door;

namespace Kube.Api.AspNetCore.Tests.Conformance;

/// <summary>What the conformance suite's "API operations" tests demand of a kind: every verb once, watched from the list on.</summary>
public sealed class ApiLifecycleTests(DoorFixture server) : IClassFixture<DoorFixture>
{
    private const string Namespace = "lifecycle";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, bool> Kinds => new()
    {
        { "flowcontrol.apiserver.k8s.io/v1/flowschemas", """{"spec":{"matchingPrecedence":10000,"priorityLevelConfiguration":{"name":"global-default"}}}""", true },
        { "flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations", """{"spec":{"type":"Limited","limited":{"nominalConcurrencyShares":2,"limitResponse":{"type":"Reject"}}}}""", true },
        { "admissionregistration.k8s.io/v1/validatingadmissionpolicies", """{"spec":{"matchConstraints":{"resourceRules":[{"apiGroups":["x"],"apiVersions":["v1"],"operations":["CREATE"],"resources":["y"]}]},"validations":[{"expression":"true"}]}}""", true },
        { "admissionregistration.k8s.io/v1/validatingadmissionpolicybindings", """{"spec":{"policyName":"p","validationActions":["Deny"],"matchResources":{"namespaceSelector":{"matchLabels":{"no":"where"}}}}}""", false },
        { "admissionregistration.k8s.io/v1/mutatingadmissionpolicybindings", """{"spec":{"policyName":"p","matchResources":{"namespaceSelector":{"matchLabels":{"no":"where"}}}}}""", false },
        { "admissionregistration.k8s.io/v1/validatingwebhookconfigurations", """{"webhooks":[{"name":"a.b.c","sideEffects":"None","admissionReviewVersions":["v1"],"clientConfig":{"url":"https://x.example.com"},"rules":[{"apiGroups":["x"],"apiVersions":["v1"],"operations":["CREATE"],"resources":["y"]}]}]}""", false },
        { "admissionregistration.k8s.io/v1/mutatingwebhookconfigurations", """{"webhooks":[{"name":"a.b.c","sideEffects":"None","admissionReviewVersions":["v1"],"clientConfig":{"url":"https://x.example.com"},"rules":[{"apiGroups":["x"],"apiVersions":["v1"],"operations":["CREATE"],"resources":["y"]}]}]}""", false },
        { "v1/namespaces/NS/resourcequotas", """{"spec":{"hard":{"pods":"5"}}}""", true },
        { "v1/namespaces/NS/limitranges", """{"spec":{"limits":[{"type":"Pod","max":{"cpu":"1"}}]}}""", false },
        { "v1/namespaces/NS/events", """{"involvedObject":{"namespace":"lifecycle"},"reason":"r","message":"m","type":"Normal"}""", false },
        { "events.k8s.io/v1/namespaces/NS/events", """{"regarding":{"namespace":"lifecycle"},"eventTime":"2026-01-01T00:00:00.000000Z","action":"a","reason":"r","reportingController":"c","reportingInstance":"i","type":"Normal"}""", false },
        { "v1/namespaces/NS/serviceaccounts", "{}", false },
        { "v1/namespaces/NS/configmaps", """{"data":{"a":"b"}}""", false },
        { "v1/namespaces/NS/secrets", """{"stringData":{"a":"b"}}""", false },
        { "v1/namespaces/NS/podtemplates", """{"template":{"spec":{"containers":[{"name":"c","image":"i"}]}}}""", false },
        { "v1/namespaces/NS/replicationcontrollers", """{"spec":{"selector":{"a":"b"},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""", true },
        { "v1/namespaces/NS/endpoints", """{"subsets":[{"addresses":[{"ip":"192.0.2.1"}],"ports":[{"port":80}]}]}""", false },
        { "discovery.k8s.io/v1/namespaces/NS/endpointslices", """{"addressType":"IPv4","endpoints":[{"addresses":["192.0.2.1"]}]}""", false },
        { "networking.k8s.io/v1/namespaces/NS/ingresses", """{"spec":{"defaultBackend":{"service":{"name":"s","port":{"number":80}}}}}""", true },
        { "networking.k8s.io/v1/ingressclasses", """{"spec":{"controller":"example.com/c"}}""", false },
        { "node.k8s.io/v1/runtimeclasses", """{"handler":"h"}""", false },
        { "coordination.k8s.io/v1/namespaces/NS/leases", """{"spec":{"holderIdentity":"h"}}""", false },
        { "apps/v1/namespaces/NS/controllerrevisions", """{"revision":1,"data":{}}""", false },
        { "apps/v1/namespaces/NS/deployments", """{"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""", true },
        { "batch/v1/namespaces/NS/jobs", """{"spec":{"suspend":true,"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}""", true },
        { "batch/v1/namespaces/NS/cronjobs", """{"spec":{"schedule":"* * * * *","jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}}}""", true },
        { "autoscaling/v2/namespaces/NS/horizontalpodautoscalers", """{"spec":{"maxReplicas":3,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"d"}}}""", true },
        { "policy/v1/namespaces/NS/poddisruptionbudgets", """{"spec":{"minAvailable":1,"selector":{"matchLabels":{"a":"b"}}}}""", true },
        { "scheduling.k8s.io/v1/priorityclasses", """{"value":10}""", false },
        { "storage.k8s.io/v1/storageclasses", """{"provisioner":"example.com/p"}""", false },
        { "storage.k8s.io/v1/csidrivers", """{"spec":{}}""", false },
        { "storage.k8s.io/v1/volumeattachments", """{"spec":{"attacher":"a","nodeName":"n","source":{"persistentVolumeName":"p"}}}""", true },
        { "networking.k8s.io/v1/namespaces/NS/networkpolicies", """{"spec":{"podSelector":{}}}""", false },
        { "rbac.authorization.k8s.io/v1/namespaces/NS/roles", """{"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]}""", false },
        { "resource.k8s.io/v1/resourceslices", """{"spec":{"driver":"d.example.com","nodeName":"n","pool":{"name":"p","generation":1,"resourceSliceCount":1}}}""", false },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Kind_ByEveryVerb_AnswersAndIsWatched(string resource, string manifest, bool hasStatus)
    {
        using var http = server.Client();
        using var made = await http.PostAsync("/api/v1/namespaces", Json($$"""{"metadata":{"name":"{{Namespace}}"} }"""), Cancel);
        var path = (resource.StartsWith("v1/", StringComparison.Ordinal) ? "/api/" : "/apis/") + resource.Replace("NS", Namespace, StringComparison.Ordinal);
        var label = $"{resource[0]}.{resource.Split('/')[^1]}";
        var selection = $"?labelSelector=lifecycle%3D{label}";

        for (var number = 0; number < 3; number++) await CreateAsync(http, path, manifest, $"one-{number}", label);
        var list = await http.GetFromJsonAsync<JsonElement>(path + selection, Cancel);
        Assert.Equal(3, list.GetProperty("items").GetArrayLength());
        var from = list.GetProperty("metadata").GetProperty("resourceVersion").GetString();
        using var watch = await WatchAsync(http, $"{path}{selection}&watch=true&resourceVersion={from}");

        await PatchAsync(http, path + "/one-0", "patched");
        await AssertNextAsync(watch, "MODIFIED", "patched");
        await ReplaceAsync(http, path + "/one-0", "updated");
        await AssertNextAsync(watch, "MODIFIED", "updated");
        if (hasStatus)
        {
            await PatchAsync(http, path + "/one-0/status", "status-patched");
            await AssertNextAsync(watch, "MODIFIED", "status-patched");
            await ReplaceAsync(http, path + "/one-0/status", "status-updated");
            await AssertNextAsync(watch, "MODIFIED", "status-updated");
        }

        using var deleted = await http.DeleteAsync(path + "/one-0?propagationPolicy=Background", Cancel);
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        await AssertNextAsync(watch, "DELETED", "updated");
        using var all = await http.DeleteAsync($"{path}{selection}&propagationPolicy=Background", Cancel);
        Assert.Equal(HttpStatusCode.OK, all.StatusCode);
        Assert.Equal(0, (await http.GetFromJsonAsync<JsonElement>(path + selection, Cancel)).GetProperty("items").GetArrayLength());
    }

    private static async Task CreateAsync(HttpClient http, string path, string manifest, string name, string label)
    {
        var body = JsonNode.Parse(manifest)!;
        body["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["lifecycle"] = label } };
        using var answer = await http.PostAsync(path, Json(body.ToJsonString()), Cancel);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task PatchAsync(HttpClient http, string path, string mark)
    {
        using var body = new StringContent($$"""{"metadata":{"annotations":{"{{mark}}":"true"} } }""", Encoding.UTF8, "application/merge-patch+json");
        using var answer = await http.PatchAsync(path, body, Cancel);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task ReplaceAsync(HttpClient http, string path, string mark)
    {
        var current = JsonNode.Parse(await http.GetStringAsync(path, Cancel))!;
        current["metadata"]!["annotations"]![mark] = "true";
        using var answer = await http.PutAsync(path, Json(current.ToJsonString()), Cancel);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task<StreamReader> WatchAsync(HttpClient http, string path)
    {
        var response = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));
    }

    /// <summary>The next event: of what type, and of the object that bears the mark of the last change.</summary>
    private static async Task AssertNextAsync(StreamReader watch, string type, string mark)
    {
        using var change = JsonDocument.Parse((await watch.ReadLineAsync(Cancel))!);
        Assert.Equal(type, change.RootElement.GetProperty("type").GetString());
        Assert.True(change.RootElement.GetProperty("object").GetProperty("metadata").GetProperty("annotations").TryGetProperty(mark, out _), $"{type} without {mark}");
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
