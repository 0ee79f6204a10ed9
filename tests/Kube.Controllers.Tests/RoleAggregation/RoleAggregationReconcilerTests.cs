using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.RoleAggregation;
using static Kube.Controllers.Tests.ClusterObjects;

namespace Kube.Controllers.Tests.RoleAggregation;

public sealed class RoleAggregationReconcilerTests
{
    [Fact]
    public async Task Change_OfAGatheredRole_ReachesTheGatheringOne()
    {
        await using var cluster = await StartAsync(static controllers => controllers.AddRoleAggregation());
        await cluster.AddAsync(new V1ClusterRole
        {
            Metadata = new() { Name = "all" },
            AggregationRule = new() { ClusterRoleSelectors = [new() { MatchLabels = new Dictionary<string, string> { ["part"] = "yes" } }] },
        });
        await cluster.AddAsync(Part("b", "pods"));
        await cluster.AddAsync(Part("a", "secrets"));
        await cluster.AddAsync(Part("c", "pods"));
        await cluster.WhenIdleAsync(Cancel);
        Assert.Equal(["secrets", "pods"], (await cluster.FindAsync<V1ClusterRole>("", "all"))!.Rules!.Select(static rule => rule.Resources![0]));

        var changed = (await cluster.FindAsync<V1ClusterRole>("", "a"))!;
        changed.Rules![0].Resources = ["configmaps"];
        await cluster.Client.For<V1ClusterRole>().UpdateAsync(changed, WriteOptions.Default, Cancel);
        await cluster.DeleteAsync<V1ClusterRole>("", "b");
        await cluster.DeleteAsync<V1ClusterRole>("", "c");
        await cluster.WhenIdleAsync(Cancel);
        Assert.Equal(["configmaps"], (await cluster.FindAsync<V1ClusterRole>("", "all"))!.Rules!.Select(static rule => rule.Resources![0]));
    }

    private static V1ClusterRole Part(string name, string resource) => new()
    {
        Metadata = new() { Name = name, Labels = new Dictionary<string, string> { ["part"] = "yes" } },
        Rules = [new() { Verbs = ["get"], ApiGroups = [""], Resources = [resource] }],
    };
}
