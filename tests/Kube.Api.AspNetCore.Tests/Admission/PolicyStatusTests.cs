using System.Text;
using System.Text.Json.Nodes;
using Kube.Api.AspNetCore.Tests.Door;
using Kube.Api.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.AspNetCore.Tests.Admission;

/// <summary>The server tells in a policy's status what its expressions get wrong.</summary>
public sealed class PolicyStatusTests(PolicyStatusTests.Server server) : IClassFixture<PolicyStatusTests.Server>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Policy_WithAnExpressionThatDoesNotFit_IsToldSo()
    {
        using var http = server.Client();
        const string Policies = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";
        const string Policy = """
            {"metadata":{"name":"checked"},"spec":{"matchConstraints":{"resourceRules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],"resources":["configmaps"]}]},
            "validations":[{"expression":"object.dates.size() > 0"}]}}
            """;
        using var made = await http.PostAsync(Policies, new StringContent(Policy, Encoding.UTF8, "application/json"), Cancel);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(Cancel));

        using var watch = await http.GetStreamAsync($"{Policies}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true", Cancel);
        using var lines = new StreamReader(watch);
        while (await lines.ReadLineAsync(Cancel) is { } line)
        {
            var status = JsonNode.Parse(line)!["object"]!["status"];
            if (status?["observedGeneration"] is null) continue;
            Assert.Equal(1, (int)status["observedGeneration"]!);
            Assert.StartsWith(
                "/v1, Kind=ConfigMap: ERROR: <input>:1:7: undefined field 'dates'", (string)status["typeChecking"]!["expressionWarnings"]![0]!["warning"]!, StringComparison.Ordinal);
            return;
        }

        Assert.Fail("nothing was told");
    }

    public sealed class Server : DoorFixture
    {
        protected override void Register(IKubeApiBuilder api) => api.AddPolicyTypeChecking();
    }
}
