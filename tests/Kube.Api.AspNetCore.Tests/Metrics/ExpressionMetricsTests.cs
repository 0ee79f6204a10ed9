using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Kube.Api.AspNetCore.Tests.Door;
using Kube.Api.Hosting;
using Kube.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.AspNetCore.Tests.Metrics;

/// <summary>What <c>/metrics</c> tells of expressions: those of policies and of definitions.</summary>
public sealed class ExpressionMetricsTests(ExpressionMetricsTests.Server server) : IClassFixture<ExpressionMetricsTests.Server>
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private const string Admission = "/apis/admissionregistration.k8s.io/v1";
    private const string Rules = """{"resourceRules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],"resources":["configmaps"]}]}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Policies_ExpressionsAreCountedByWhatCameOfThem()
    {
        using var http = server.Client();
        Assert.Equal(HttpStatusCode.Created, await PostAsync(http, "/api/v1/namespaces", """{"metadata":{"name":"default"}}"""));
        Assert.Equal(HttpStatusCode.Created, await PostAsync(http, Admission + "/validatingadmissionpolicies", $$"""
            {"metadata":{"name":"named"},"spec":{"failurePolicy":"Fail","matchConstraints":{{Rules}},"validations":[{"expression":"object.metadata.name != 'bad'"},{"expression":"object.data.there == 'x' || true"}]}
            }
            """));
        Assert.Equal(HttpStatusCode.Created, await PostAsync(http, Admission + "/validatingadmissionpolicybindings", """
            {"metadata":{"name":"bound"},"spec":{"policyName":"named","validationActions":["Deny","Audit"]}}
            """));
        Assert.Equal(HttpStatusCode.Created, await PostAsync(http, Admission + "/mutatingadmissionpolicies", $$$"""
            {"metadata":{"name":"marks"},"spec":{"failurePolicy":"Fail","reinvocationPolicy":"Never","matchConstraints":{{{Rules}}},
            "mutations":[{"patchType":"ApplyConfiguration","applyConfiguration":{"expression":"EXPRESSION"}}]}
            }
            """.Replace("EXPRESSION", "Object{metadata: Object.metadata{labels: {'marked': 'yes'}}}", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.Created, await PostAsync(http, Admission + "/mutatingadmissionpolicybindings", """{"metadata":{"name":"marked"},"spec":{"policyName":"marks"}}"""));
        Assert.Equal(HttpStatusCode.Created, await PostAsync(http, Maps, """{"metadata":{"name":"good"}}"""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PostAsync(http, Maps, """{"metadata":{"name":"bad"}}"""));

        var text = await TextAsync(http);
        const string Check = "apiserver_validating_admission_policy_check";
        foreach (var action in (string[])["deny", "audit"])
        {
            var labels = $"{{enforcement_action=\"{action}\",error_type=\"no_error\",policy=\"named\",policy_binding=\"bound\"";
            Assert.Contains($"\n{Check}_total{labels}}} 1\n", text, StringComparison.Ordinal);
            Assert.Contains($"\n{Check}_duration_seconds_count{labels}}} 1\n", text, StringComparison.Ordinal);
        }

        Assert.Contains("\napiserver_mutating_admission_policy_check_total{error_type=\"no_error\",policy=\"marks\",policy_binding=\"marked\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE apiserver_mutating_admission_policy_check_duration_seconds histogram\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Definitions_RulesAreTimedAsTheyCompileAndRun()
    {
        using var http = server.Client();
        Assert.Equal(HttpStatusCode.Created, await PostAsync(http, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", """
            {"metadata":{"name":"timers.example.com"},"spec":{"group":"example.com","scope":"Cluster","names":{"plural":"timers","singular":"timer","kind":"Timer","listKind":"TimerList"},
            "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{"seconds":{"type":"integer"}},
            "x-kubernetes-validations":[{"rule":"self.seconds > 0"}]}}}}}]}}
            """));
        await Waiting.UntilAsync(
            async () => await PostAsync(http, "/apis/example.com/v1/timers", """{"apiVersion":"example.com/v1","kind":"Timer","metadata":{"name":"one"},"spec":{"seconds":1}}""") == HttpStatusCode.Created,
            "timers are not served");
        var text = await TextAsync(http);
        foreach (var name in (string[])["compilation", "evaluation"]) Assert.Matches(new Regex($"\napiserver_cel_{name}_duration_seconds_count [1-9]"), text);
    }

    private static Task<string> TextAsync(HttpClient http) => http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancel);

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, string path, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), body, Cancel);
        return answer.StatusCode;
    }

    public sealed class Server : DoorFixture
    {
        protected override void Register(IKubeApiBuilder api) => api.AddKubernetesAdmission();
    }
}
