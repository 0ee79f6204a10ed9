using Kube.Api.Models;

namespace Kube.Benchmarks.InProcess;

/// <summary>As many schemas as a default cluster has, the one that takes ordinary users last: every request asks them all.</summary>
internal static class DefaultFlows
{
    public static IEnumerable<V1PriorityLevelConfiguration> Levels() =>
    [
        new() { Metadata = new() { Name = "exempt" }, Spec = new() { Type = "Exempt" } },
        new()
        {
            Metadata = new() { Name = "level" },
            Spec = new()
            {
                Type = "Limited",
                Limited = new()
                {
                    NominalConcurrencyShares = 100,
                    LimitResponse = new() { Type = "Queue", Queuing = new() { Queues = 128, HandSize = 6, QueueLengthLimit = 50 } },
                },
            },
        },
    ];

    public static IEnumerable<V1FlowSchema> Schemas()
    {
        yield return Schema("exempt", 1, "exempt", "system:masters");
        for (var i = 0; i < 4; i++) yield return Schema($"other-{i}", 100 + i, "level", $"others-{i}");
        yield return Schema("system-nodes", 500, "level", "system:nodes");
        for (var i = 0; i < 3; i++) yield return Schema($"more-{i}", 800 + i, "level", $"more-{i}");
        yield return Schema("service-accounts", 9000, "level", "system:serviceaccounts");
        yield return Schema("global-default", 9900, "level", "system:authenticated");
    }

    private static V1FlowSchema Schema(string name, int precedence, string level, string group) => new()
    {
        Metadata = new() { Name = name },
        Spec = new()
        {
            PriorityLevelConfiguration = new() { Name = level },
            MatchingPrecedence = precedence,
            DistinguisherMethod = new() { Type = "ByUser" },
            Rules =
            [
                new()
                {
                    Subjects = [new() { Kind = "Group", Group = new() { Name = group } }],
                    ResourceRules = [new() { Verbs = ["*"], ApiGroups = ["*"], Resources = ["*"], ClusterScope = true, Namespaces = ["*"] }],
                },
            ],
        },
    };
}
