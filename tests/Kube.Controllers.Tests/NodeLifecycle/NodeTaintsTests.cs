using Kube.Api.Models;
using Kube.Controllers.NodeLifecycle;

namespace Kube.Controllers.Tests.NodeLifecycle;

public sealed class NodeTaintsTests
{
    [Theory]
    [InlineData("Ready", "False", "node.kubernetes.io/not-ready")]
    [InlineData("Ready", "Unknown", "node.kubernetes.io/unreachable")]
    [InlineData("MemoryPressure", "True", "node.kubernetes.io/memory-pressure")]
    [InlineData("DiskPressure", "True", "node.kubernetes.io/disk-pressure")]
    [InlineData("PIDPressure", "True", "node.kubernetes.io/pid-pressure")]
    [InlineData("NetworkUnavailable", "True", "node.kubernetes.io/network-unavailable")]
    [InlineData("MemoryPressure", "Unknown", null)]
    [InlineData("Ready", "True", null)]
    public void FixScheduling_Condition_BecomesItsTaintAndGoesWithIt(string condition, string status, string? key)
    {
        var node = new V1Node { Status = new() { Conditions = [new() { Type = condition, Status = status }] }, Spec = new() { Taints = [new() { Key = "own", Effect = "NoSchedule" }] } };

        var taints = NodeTaints.FixScheduling(node, DateTimeOffset.UnixEpoch);

        Assert.Equal(key, taints?.Single(taint => taint.Key != "own").Key);
        if (taints is null) return;
        node.Spec.Taints = taints;
        Assert.Null(NodeTaints.FixScheduling(node, DateTimeOffset.UnixEpoch));
        node.Status.Conditions = [];
        Assert.Equal("own", Assert.Single(NodeTaints.FixScheduling(node, DateTimeOffset.UnixEpoch)!).Key);
    }

    [Fact]
    public void Zones_MuchIsSilent_EmptiesSlowlyOrNotAtAll()
    {
        var zones = new Zones(new NodeLifecycleOptions());
        var now = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        zones.Update([.. Nodes("a", 10, unready: 2), .. Nodes("b", 5, unready: 4), .. Nodes("c", 100, unready: 60), .. Nodes("d", 3, unready: 3)]);

        Assert.False(zones.AllDisrupted);
        Assert.Equal([11, 0, 2, 11], ((string[])["a", "b", "c", "d"]).Select(zone => Enumerable.Range(0, 1001).Count(tenth => zones.TryTake(":" + zone, now.AddSeconds(tenth / 10.0)))));
        zones.Update([.. Nodes("a", 3, unready: 3), .. Nodes("b", 1, unready: 1)]);
        Assert.True(zones.AllDisrupted);
        Assert.False(zones.TryTake(":a", now.AddHours(1)));
        Assert.True(zones.Update([.. Nodes("a", 3, unready: 2), .. Nodes("b", 1, unready: 1)]));
    }

    private static IEnumerable<V1Node> Nodes(string zone, int count, int unready) => Enumerable.Range(0, count).Select(number => new V1Node
    {
        Metadata = new() { Name = $"{zone}{number}", Labels = new() { ["topology.kubernetes.io/zone"] = zone } },
        Status = new() { Conditions = [new() { Type = "Ready", Status = number < unready ? "Unknown" : "True" }] },
    });
}
