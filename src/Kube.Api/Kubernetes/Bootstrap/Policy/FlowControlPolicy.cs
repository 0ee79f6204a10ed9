using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Bootstrap.Policy;

/// <summary>Upstream's mandatory and suggested flow schemas and priority levels (<c>apiserver/pkg/apis/flowcontrol/bootstrap</c>, 1.36), made anew by each call.</summary>
internal static class FlowControlPolicy
{
    private const string ByUser = "ByUser";
    private const string ByNamespace = "ByNamespace";
    private const string ControllerManager = "system:kube-controller-manager";
    private const string Scheduler = "system:kube-scheduler";

    private static Flowcontrolv1Subject[] Everybody => [OfGroup("system:unauthenticated"), OfGroup("system:authenticated")];

    public static List<V1PriorityLevelConfiguration> PriorityLevels() =>
    [
        new()
        {
            Metadata = Meta("exempt"),
            Spec = new() { Type = "Exempt", Exempt = new() { NominalConcurrencyShares = 0, LendablePercent = 0 } },
        },
        Limited("catch-all", 5, 0, null),
        Limited("system", 30, 33, Queues(64, 6)),
        Limited("node-high", 40, 25, Queues(64, 6)),
        Limited("leader-election", 10, 0, Queues(16, 4)),
        Limited("workload-high", 40, 50, Queues(128, 6)),
        Limited("workload-low", 100, 90, Queues(128, 6)),
        Limited("global-default", 20, 50, Queues(128, 6)),
    ];

    public static List<V1FlowSchema> FlowSchemas() =>
    [
        Schema("exempt", "exempt", 1, null, Rules([OfGroup("system:masters")], [Anything()], AnyPath())),
        Schema("catch-all", "catch-all", 10000, ByUser, Rules(Everybody, [Anything()], AnyPath())),
        Schema("probes", "exempt", 2, null, Rules(Everybody, null, new() { Verbs = ["get"], NonResourceURLs = ["/healthz", "/readyz", "/livez"] })),
        Schema("system-leader-election", "leader-election", 100, ByUser, Rules(
            [OfUser(ControllerManager), OfUser(Scheduler), OfAccounts("kube-system")],
            [new() { Verbs = ["get", "create", "update"], ApiGroups = ["coordination.k8s.io"], Resources = ["leases"], Namespaces = ["*"] }],
            null)),
        Schema("system-node-high", "node-high", 400, ByUser, Rules(
            [OfGroup("system:nodes")],
            [
                new() { Verbs = ["*"], ApiGroups = [""], Resources = ["nodes", "nodes/status"], ClusterScope = true, Namespaces = ["*"] },
                new() { Verbs = ["*"], ApiGroups = ["coordination.k8s.io"], Resources = ["leases"], Namespaces = ["*"] },
            ],
            null)),
        Schema("system-nodes", "system", 500, ByUser, Rules([OfGroup("system:nodes")], [Anything()], AnyPath())),
        Schema("kube-controller-manager", "workload-high", 800, ByNamespace, Rules([OfUser(ControllerManager)], [Anything()], AnyPath())),
        Schema("kube-scheduler", "workload-high", 800, ByNamespace, Rules([OfUser(Scheduler)], [Anything()], AnyPath())),
        Schema("kube-system-service-accounts", "workload-high", 900, ByNamespace, Rules([OfAccounts("kube-system")], [Anything()], AnyPath())),
        Schema("service-accounts", "workload-low", 9000, ByUser, Rules([OfGroup("system:serviceaccounts")], [Anything()], AnyPath())),
        Schema("global-default", "global-default", 9900, ByUser, Rules(Everybody, [Anything()], AnyPath())),
    ];

    private static V1ObjectMeta Meta(string name) =>
        new() { Name = name, Annotations = new Dictionary<string, string> { ["apf.kubernetes.io/autoupdate-spec"] = "true" } };

    private static V1PriorityLevelConfiguration Limited(string name, int shares, int lendable, V1QueuingConfiguration? queues) => new()
    {
        Metadata = Meta(name),
        Spec = new()
        {
            Type = "Limited",
            Limited = new()
            {
                NominalConcurrencyShares = shares,
                LendablePercent = lendable,
                LimitResponse = queues is null ? new() { Type = "Reject" } : new() { Type = "Queue", Queuing = queues },
            },
        },
    };

    private static V1QueuingConfiguration Queues(int count, int hand) => new() { Queues = count, HandSize = hand, QueueLengthLimit = 50 };

    private static V1FlowSchema Schema(string name, string level, int precedence, string? by, V1PolicyRulesWithSubjects rules) => new()
    {
        Metadata = Meta(name),
        Spec = new()
        {
            PriorityLevelConfiguration = new() { Name = level },
            MatchingPrecedence = precedence,
            DistinguisherMethod = by is null ? null : new() { Type = by },
            Rules = [rules],
        },
    };

    private static V1PolicyRulesWithSubjects Rules(Flowcontrolv1Subject[] subjects, List<V1ResourcePolicyRule>? resources, V1NonResourcePolicyRule? path) =>
        new() { Subjects = [.. subjects], ResourceRules = resources, NonResourceRules = path is null ? null : [path] };

    private static V1ResourcePolicyRule Anything() => new() { Verbs = ["*"], ApiGroups = ["*"], Resources = ["*"], ClusterScope = true, Namespaces = ["*"] };

    private static V1NonResourcePolicyRule AnyPath() => new() { Verbs = ["*"], NonResourceURLs = ["*"] };

    private static Flowcontrolv1Subject OfGroup(string name) => new() { Kind = "Group", Group = new() { Name = name } };

    private static Flowcontrolv1Subject OfUser(string name) => new() { Kind = "User", User = new() { Name = name } };

    private static Flowcontrolv1Subject OfAccounts(string ns) => new() { Kind = "ServiceAccount", ServiceAccount = new() { Namespace = ns, Name = "*" } };
}
