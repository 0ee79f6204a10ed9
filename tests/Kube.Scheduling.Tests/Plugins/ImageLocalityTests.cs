using Kube.Api.Models;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Plugins.NodeSelection;

namespace Kube.Scheduling.Tests.Plugins;

/// <summary>Numbers as upstream's plugin gives.</summary>
public sealed class ImageLocalityTests
{
    private const long MegaByte = 1024 * 1024;

    private static readonly (string Image, long MegaBytes)[] s_first = [("reg/40:latest", 40), ("reg/300:latest", 300), ("reg/2000:latest", 2000)];
    private static readonly (string Image, long MegaBytes)[] s_second = [("reg/250:latest", 250), ("reg/10:latest", 10), ("reg/10:v1", 10)];

    [Fact]
    public void Score_ImagesOnTwoNodes_PrefersTheLargerOne() => Assert.Equal((0, 5), Scores("reg/40", "reg/250"));

    [Fact]
    public void Score_TwoImagesOnOneNode_PrefersThatNode() => Assert.Equal((7, 0), Scores("reg/40", "reg/300"));

    [Fact]
    public void Score_SmallImage_CountsForNothing() => Assert.Equal((0, 0), Scores("reg/10"));

    [Fact]
    public void Score_OneHugeImage_CountsAtMostForAll() => Assert.Equal((100, 0), Scores("reg/2000"));

    [Fact]
    public void Score_UnknownImage_HasNothingToSay() =>
        Assert.Null(new ImageLocalityPlugin().CompileScore(Pod("reg/none").Info(), Cluster()));

    private static (int First, int Second) Scores(params string[] images)
    {
        var plugin = new ImageLocalityPlugin();
        var cluster = Cluster();
        var totals = new int[cluster.Nodes.RowCount];
        plugin.AddScores(plugin.CompileScore(Pod(images).Info(), cluster)!, cluster.Nodes, cluster.Nodes.Present, 1, totals);
        return (totals[0], totals[1]);
    }

    private static ClusterModel Cluster()
    {
        var cluster = new ClusterModel();
        cluster.Nodes.SetNode(Node("a", s_first));
        cluster.Nodes.SetNode(Node("b", s_second));
        return cluster;
    }

    private static V1Node Node(string name, (string Image, long MegaBytes)[] images)
    {
        var node = Objects.Node(name);
        node.Status!.Images = [.. images.Select(static image => new V1ContainerImage { Names = [image.Image], SizeBytes = image.MegaBytes * MegaByte })];
        return node;
    }

    private static V1Pod Pod(params string[] images) =>
        Objects.Pod("p", spec: spec => spec.Containers = [.. images.Select(static (image, i) => new V1Container { Name = $"c{i}", Image = image })]);
}
