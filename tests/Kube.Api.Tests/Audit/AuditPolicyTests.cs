using Kube.Api.Audit;
using Kube.Api.Authentication;

namespace Kube.Api.Tests.Audit;

public sealed class AuditPolicyTests
{
    private const string Policy = """
        apiVersion: audit.k8s.io/v1
        kind: Policy
        omitStages: [RequestReceived]
        rules:
        - level: None
          users: ["system:kube-proxy"]
          verbs: ["watch"]
          resources:
          - group: ""
            resources: ["endpoints", "services"]
        - level: None
          userGroups: ["system:authenticated"]
          nonResourceURLs: ["/api*", "/version"]
        - level: Request
          resources:
          - group: ""
            resources: ["configmaps"]
            resourceNames: ["special"]
          namespaces: ["kube-system"]
        - level: RequestResponse
          omitManagedFields: true
          omitStages: [Panic]
          resources:
          - group: ""
            resources: ["pods", "*/scale"]
        - level: Metadata
          resources:
          - group: apps
            resources: ["deployments/*"]
        - level: None
          resources:
          - group: apps
        - level: Metadata
        """;

    [Theory]
    [InlineData("system:kube-proxy", "watch", "", "services", "", "", "", "", AuditLevel.None)]
    [InlineData("system:kube-proxy", "list", "", "services", "", "", "", "", AuditLevel.Metadata)]
    [InlineData("alice", "get", "/api/v1", "", "", "", "", "", AuditLevel.None)]
    [InlineData("alice", "get", "/versions", "", "", "", "", "", AuditLevel.Metadata)]
    [InlineData("alice", "update", "", "configmaps", "", "kube-system", "special", "", AuditLevel.Request)]
    [InlineData("alice", "update", "", "configmaps", "", "kube-system", "other", "", AuditLevel.Metadata)]
    [InlineData("alice", "update", "", "configmaps", "", "default", "special", "", AuditLevel.Metadata)]
    [InlineData("alice", "create", "", "pods", "", "a", "", "", AuditLevel.RequestResponse)]
    [InlineData("alice", "get", "", "pods", "log", "a", "p", "", AuditLevel.Metadata)]
    [InlineData("alice", "update", "", "replicationcontrollers", "scale", "a", "r", "", AuditLevel.RequestResponse)]
    [InlineData("alice", "update", "", "deployments", "scale", "a", "r", "apps", AuditLevel.Metadata)]
    [InlineData("alice", "update", "", "replicasets", "", "a", "r", "apps", AuditLevel.None)]
    public void Evaluate_ByTheFirstRuleThatMatches(
        string user, string verb, string path, string resource, string subresource, string ns, string name, string group, AuditLevel level)
    {
        var decision = AuditPolicy.Parse(System.Text.Encoding.UTF8.GetBytes(Policy)).Evaluate(new AuditRequest
        {
            Id = "", Uri = "", User = new UserInfo(user, groups: ["system:authenticated"]), Verb = verb, Path = path, Group = group, Resource = resource,
            Subresource = subresource, Namespace = ns, Name = name,
        });
        Assert.Equal(level, decision.Level);
        if (level == AuditLevel.None) return;
        Assert.True(decision.Omits(AuditStage.RequestReceived));
        Assert.False(decision.Omits(AuditStage.ResponseComplete));
        Assert.Equal(level == AuditLevel.RequestResponse, decision.Omits(AuditStage.Panic));
        Assert.Equal(level == AuditLevel.RequestResponse, decision.OmitManagedFields);
    }

    [Theory]
    [InlineData("kind: Policy", "no audit.k8s.io/v1 Policy")]
    [InlineData("apiVersion: audit.k8s.io/v1\nkind: Policy", "loaded illegal policy with 0 rules")]
    [InlineData("apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: All", "rules[0].level: Unsupported value: \"All\"")]
    [InlineData("apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: None\n  user: [a]", "unknown field \"rules[0].user\"")]
    [InlineData("apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: None\n  omitStages: [Late]", "\"Late\": allowed stages are")]
    [InlineData("apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: None\n  nonResourceURLs: [\"/a*b\"]", "wildcards '*' must be the final character")]
    [InlineData("apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: None\n  nonResourceURLs: [\"/a\"]\n  namespaces: [a]", "rules cannot apply to both regular resources and non-resource URLs")]
    [InlineData("{", "failed decoding")]
    public void Parse_OfWhatIsNoPolicy_SaysWhy(string text, string message) =>
        Assert.Contains(message, Assert.Throws<AuditPolicyException>(() => AuditPolicy.Parse(System.Text.Encoding.UTF8.GetBytes(text))).Message, StringComparison.Ordinal);
}
