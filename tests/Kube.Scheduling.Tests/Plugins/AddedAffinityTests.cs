using Kube.Scheduling.Cycle;
using Kube.Scheduling.Hosting;

namespace Kube.Scheduling.Tests.Plugins;

public sealed class AddedAffinityTests
{
    [Fact]
    public void AddedAffinity_Required_KeepsEveryPodOfTheProfileToThoseNodes()
    {
        var (cluster, evaluator) = Profile(options => options.AddedAffinity = new() { RequiredDuringSchedulingIgnoredDuringExecution = new() { NodeSelectorTerms = [Objects.Term("pool", "In", "batch")] } });
        var placement = evaluator.Evaluate(Objects.Pod("p").Info(), new());
        Assert.Equal("batch", cluster.Nodes.NameOf(placement.Row));

        // A demand of the pod's own comes on top of it.
        var picky = evaluator.Evaluate(Objects.Pod("q", spec: Objects.Required(Objects.Term("pool", "In", "web"))).Info(), new());
        Assert.Equal(
            "0/2 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) didn't match scheduler-enforced node affinity.", picky.Failure!.Message);
    }

    [Fact]
    public void AddedAffinity_Preferred_DrawsPods()
    {
        var (cluster, evaluator) = Profile(options => options.AddedAffinity = new() { PreferredDuringSchedulingIgnoredDuringExecution = [new() { Weight = 10, Preference = Objects.Term("pool", "In", "batch") }] });
        for (var i = 0; i < 4; i++) Assert.Equal("batch", cluster.Nodes.NameOf(evaluator.Evaluate(Objects.Pod($"p{i}").Info(), new()).Row));
    }

    private static (ClusterModel Cluster, Evaluator Evaluator) Profile(Action<SchedulingProfileOptions> configure)
    {
        var options = new SchedulingProfileOptions();
        configure(options);
        var cluster = new ClusterModel();
        cluster.Nodes.SetNode(Objects.Node("web", labels: "pool=web"));
        cluster.Nodes.SetNode(Objects.Node("batch", labels: "pool=batch"));
        return (cluster, ProfileFactory.Make(options, cluster, [], ProfileParts.None).Evaluator);
    }
}
