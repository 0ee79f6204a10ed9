using Kube.Api.Authentication;
using Kube.Api.FlowControl;
using Kube.Api.Kubernetes.Bootstrap.Policy;
using Kube.Testing.Store;
using Microsoft.Extensions.Options;

namespace Kube.Api.Tests.FlowControl;

/// <summary>The default schemas, asked about everybody.</summary>
public sealed class FlowMatchingTests
{
    [Theory]
    [InlineData("root", "system:masters", "delete", "", "nodes", "", "", "exempt")]
    [InlineData("system:anonymous", "system:unauthenticated", "get", "/healthz", "", "", "", "probes")]
    [InlineData("system:anonymous", "system:unauthenticated", "get", "/healthz/ping", "", "", "", "global-default")]
    [InlineData("system:kube-scheduler", "system:authenticated", "update", "", "leases", "", "kube-system", "system-leader-election", "coordination.k8s.io")]
    [InlineData("system:kube-scheduler", "system:authenticated", "list", "", "leases", "", "kube-system", "kube-scheduler", "coordination.k8s.io")]
    [InlineData("system:serviceaccount:kube-system:x", "system:serviceaccounts", "update", "", "leases", "", "a", "system-leader-election", "coordination.k8s.io")]
    [InlineData("system:serviceaccount:kube-system:x", "system:serviceaccounts", "update", "", "pods", "", "a", "kube-system-service-accounts")]
    [InlineData("system:serviceaccount:other:x", "system:serviceaccounts", "update", "", "pods", "", "a", "service-accounts")]
    [InlineData("system:node:n", "system:nodes", "patch", "", "nodes", "status", "", "system-node-high")]
    [InlineData("system:node:n", "system:nodes", "patch", "", "nodes", "proxy", "", "system-nodes")]
    [InlineData("alice", "system:authenticated", "get", "", "pods", "", "a", "global-default")]
    [InlineData("nobody", "nothing", "get", "", "pods", "", "a", "catch-all")]
    public void Match_Request_FindsUpstreamsSchema(
        string user, string group, string verb, string path, string resource, string subresource, string ns, string schema, string apiGroup = "")
    {
        var flows = new FlowController(Options.Create(new FlowControlOptions()), new ManualTime());
        flows.Configure(FlowControlPolicy.FlowSchemas(), FlowControlPolicy.PriorityLevels());
        var match = flows.Match(new FlowDigest
        {
            User = new UserInfo(user, groups: [group]), Verb = verb, Path = path, Group = apiGroup, Resource = resource, Subresource = subresource, Namespace = ns,
        });
        Assert.Equal(schema, match.SchemaName);
    }

    [Fact]
    public void Deal_ForManyHashes_GivesDistinctCardsOfTheWholeDeck()
    {
        var seen = new HashSet<int>();
        Span<int> hand = stackalloc int[8];
        for (var i = 0; i < 2000; i++)
        {
            ShuffleDealer.Deal(FlowHash.Of(FlowHash.Of("schema"), $"user-{i}"), 64, hand);
            Assert.Equal(8, hand.ToArray().Distinct().Count());
            foreach (var card in hand) seen.Add(card);
        }

        Assert.Equal(Enumerable.Range(0, 64), seen.Order());
    }

    [Fact]
    public void RetryAfter_GrowsWhileManyAreRefused_AndFallsAgain()
    {
        var retry = new RetryAfter();
        for (var second = 1000; second < 1100; second++)
        {
            for (var i = 0; i < 100; i++) retry.Refused(second);
        }

        Assert.Equal(32, retry.Seconds);
        for (var second = 2000; second < 2010; second += 1) retry.Refused(second);
        Assert.Equal(22, retry.Seconds);
    }
}
