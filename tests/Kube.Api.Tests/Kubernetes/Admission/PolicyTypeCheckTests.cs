using Kube.Api.Catalog;
using Kube.Api.Kubernetes.Admission.Policies;
using Kube.Api.Models;

namespace Kube.Api.Tests.Kubernetes.Admission;

/// <summary>What is told of policies whose expressions do not fit the kinds that they are about.</summary>
public sealed class PolicyTypeCheckTests
{
    [Fact]
    public async Task Check_OfAFieldThatAKindLacks_TellsForEachKind()
    {
        await using var api = new ApiUnderTest();
        var policy = Policy(["deployments", "daemonsets"], "object.spec.replicas > 1", "object.spec.template.spec.containers.all(c, c.image != '')", "object.replicas > 1");
        policy.Spec.Validations![1].MessageExpression = "object.nothing";
        var warnings = new PolicyTypeCheck(api.Get<IResourceCatalog>().Current).Check(policy)!;

        Assert.Equal(["spec.validations[0].expression", "spec.validations[1].messageExpression", "spec.validations[2].expression"], warnings.Select(static one => one.FieldRef));
        Assert.Equal("apps/v1, Kind=DaemonSet: ERROR: <input>:1:12: undefined field 'replicas'\n | object.spec.replicas > 1\n | ...........^\n", warnings[0].Warning);
        Assert.Equal(
            "apps/v1, Kind=DaemonSet: ERROR: <input>:1:7: undefined field 'replicas'\n | object.replicas > 1\n | ......^\n\n"
            + "apps/v1, Kind=Deployment: ERROR: <input>:1:7: undefined field 'replicas'\n | object.replicas > 1\n | ......^\n",
            warnings[2].Warning);
    }

    [Fact]
    public async Task Check_OfWhatFitsOrNamesNoKind_TellsNothing()
    {
        await using var api = new ApiUnderTest();
        var check = new PolicyTypeCheck(api.Get<IResourceCatalog>().Current);
        Assert.Null(check.Check(Policy(["deployments"], "object.metadata.labels.size() > 0 && object.spec.replicas <= 5", "oldObject == null || variables.few")));
        Assert.Null(check.Check(Policy(["*"], "object.nothing == 1")));
    }

    private static V1ValidatingAdmissionPolicy Policy(List<string> resources, params string[] expressions) => new()
    {
        Metadata = new() { Name = "policy" },
        Spec = new()
        {
            MatchConstraints = new() { ResourceRules = [new() { ApiGroups = ["apps"], ApiVersions = ["v1"], Operations = ["CREATE"], Resources = resources }] },
            Variables = [new() { Name = "few", Expression = "object.spec.replicas < 3" }],
            Validations = [.. expressions.Select(static text => new V1Validation { Expression = text })],
        },
    };
}
