using Kube.Api.AspNetCore.Tests.Door;
using Kube.Api.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.AspNetCore.Tests.Admission;

/// <summary>The server tells in a policy's status what its expressions get wrong.</summary>
public sealed class PolicyStatusTests(PolicyStatusTests.TypeChecking server) : DoorTest(server), IClassFixture<PolicyStatusTests.TypeChecking>
{
    private const string Policies = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";

    [Fact]
    public async Task Policy_WithAnExpressionThatDoesNotFit_IsToldSo()
    {
        using var http = Server.Client();
        await CreateAsync(http, Policies, """
            {"metadata":{"name":"checked"},"spec":{"matchConstraints":{"resourceRules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],"resources":["configmaps"]}]},
            "validations":[{"expression":"object.dates.size() > 0"}]}}
            """);

        var status = (await WatchUntilAsync(http, Policies, static policy => policy["status"]?["observedGeneration"] is not null))["status"]!;

        Assert.Equal(1, (int)status["observedGeneration"]!);
        Assert.StartsWith(
            "/v1, Kind=ConfigMap: ERROR: <input>:1:7: undefined field 'dates'", (string)status["typeChecking"]!["expressionWarnings"]![0]!["warning"]!, StringComparison.Ordinal);
    }

    public sealed class TypeChecking : DoorFixture
    {
        protected override void Register(IKubeApiBuilder api) => api.AddPolicyTypeChecking();
    }
}
