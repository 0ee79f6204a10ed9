using Kube.Api.Models;
using Kube.Api.Selectors;

namespace Kube.Api.Tests.Selectors;

public sealed class NodeSelectorsTests
{
    private static readonly Dictionary<string, string> s_labels = new() { ["zone"] = "a", ["cores"] = "8", ["kind"] = "big" };

    [Theory]
    [InlineData("zone", "In", "a", true)]
    [InlineData("zone", "In", "b", false)]
    [InlineData("rack", "In", "a", false)]
    [InlineData("zone", "NotIn", "a", false)]
    [InlineData("rack", "NotIn", "a", true)]
    [InlineData("zone", "Exists", null, true)]
    [InlineData("rack", "Exists", null, false)]
    [InlineData("zone", "DoesNotExist", null, false)]
    [InlineData("rack", "DoesNotExist", null, true)]
    [InlineData("cores", "Gt", "4", true)]
    [InlineData("cores", "Gt", "8", false)]
    [InlineData("cores", "Lt", "9", true)]
    [InlineData("kind", "Gt", "1", false)]
    [InlineData("kind", "Lt", "1", false)]
    [InlineData("zone", "Like", "a", false)]
    public void Matches_OneExpression_HoldsAsUpstream(string key, string op, string? value, bool expected) =>
        Assert.Equal(expected, NodeSelectors.Matches(Selector(new V1NodeSelectorTerm { MatchExpressions = [Demand(key, op, value)] }), "n1", s_labels));

    [Fact]
    public void Matches_TermWithoutDemands_MeetsNoNode() => Assert.False(NodeSelectors.Matches(Selector(new V1NodeSelectorTerm()), "n1", s_labels));

    [Fact]
    public void Matches_OneOfTwoTerms_Suffices() => Assert.True(NodeSelectors.Matches(
        Selector(new() { MatchExpressions = [Demand("zone", "In", "b")] }, new() { MatchFields = [Demand("metadata.name", "In", "n1")] }), "n1", s_labels));

    [Fact]
    public void Matches_TermWithTwoDemands_NeedsBoth() => Assert.False(NodeSelectors.Matches(
        Selector(new V1NodeSelectorTerm { MatchExpressions = [Demand("zone", "In", "a")], MatchFields = [Demand("metadata.name", "In", "n2")] }), "n1", s_labels));

    [Fact]
    public void IsRequiredBy_SelectorAndAffinity_NeedsBoth()
    {
        var pod = new V1PodSpec
        {
            NodeSelector = new() { ["zone"] = "a" },
            Affinity = new() { NodeAffinity = new() { RequiredDuringSchedulingIgnoredDuringExecution = Selector(new V1NodeSelectorTerm { MatchExpressions = [Demand("kind", "Exists", null)] }) } },
        };
        Assert.True(NodeSelectors.IsRequiredBy(pod, "n1", s_labels));
        Assert.False(NodeSelectors.IsRequiredBy(pod, "n1", new Dictionary<string, string> { ["zone"] = "a" }));
        Assert.False(NodeSelectors.IsRequiredBy(pod, "n1", new Dictionary<string, string> { ["kind"] = "big" }));
        Assert.False(NodeSelectors.IsRequiredBy(pod, "n1", null));
        Assert.True(NodeSelectors.IsRequiredBy(new(), "n1", null));
    }

    private static V1NodeSelector Selector(params List<V1NodeSelectorTerm> terms) => new() { NodeSelectorTerms = terms };

    private static V1NodeSelectorRequirement Demand(string key, string op, string? value) => new() { Key = key, Operator = op, Values = value is null ? null : [value] };
}
