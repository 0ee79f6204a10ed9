using Kube.Api.Models;
using Kube.Controllers.Deployments;

namespace Kube.Controllers.Tests.Deployments;

public sealed class RolloutNumbersTests
{
    [Theory]
    [InlineData(10, "25%", "25%", 3, 2)]
    [InlineData(1, "25%", "25%", 1, 0)]
    [InlineData(3, "0", "0%", 0, 1)]
    [InlineData(4, "2", "1", 2, 1)]
    [InlineData(2, "0", "100%", 0, 2)]
    [InlineData(0, "1", "1", 1, 0)]
    public void Bounds_AreRounded_UpForMoreAndDownForLess(int replicas, string surge, string unavailable, int maxSurge, int maxUnavailable)
    {
        var deployment = new V1Deployment
        {
            Spec = new() { Replicas = replicas, Strategy = new() { Type = "RollingUpdate", RollingUpdate = new() { MaxSurge = Read(surge), MaxUnavailable = Read(unavailable) } } },
        };

        Assert.Equal((maxSurge, maxUnavailable), (RolloutNumbers.MaxSurge(deployment), RolloutNumbers.MaxUnavailable(deployment)));
    }

    [Fact]
    public void Resized_InTheMiddleOfARollout_SharesByProportion()
    {
        // 10 wanted and 13 allowed when the rollout began; 5 new and 8 old; now 30 are wanted and 38 allowed.
        var deployment = new V1Deployment
        {
            Spec = new() { Replicas = 30, Strategy = new() { RollingUpdate = new() { MaxSurge = "25%", MaxUnavailable = "25%" } } },
            Status = new() { Replicas = 13 },
        };
        var sets = new DeploymentSets(Set("new", 5, 2), [Set("old", 8, 1)]);

        var sizes = RolloutSizes.Resized(deployment, sets).ToDictionary(size => size.Set.Metadata.Name!, size => size.Replicas);

        Assert.Equal((23, 15), (sizes["old"], sizes["new"]));
    }

    [Fact]
    public void OldSets_UnhealthyFirst_KeepsTheMinimumAvailable()
    {
        var deployment = new V1Deployment
        {
            Spec = new() { Replicas = 10, Strategy = new() { RollingUpdate = new() { MaxSurge = 3, MaxUnavailable = 2 } } },
        };
        var old = Set("old", 8, 1);
        old.Status.AvailableReplicas = 5;
        var newest = Set("new", 5, 2);
        newest.Status.AvailableReplicas = 5;

        var size = Assert.Single(RolloutSizes.OldSets(deployment, new(newest, [old])));

        // 13 pods less the minimum of 8 leaves room for 5: the 3 that are not available, then 2 of the 10 available.
        Assert.Equal(3, size.Replicas);
    }

    private static V1ReplicaSet Set(string name, int replicas, int age) => new()
    {
        Metadata = new()
        {
            Name = name, Uid = name, CreationTimestamp = new DateTime(2030, 1, age, 0, 0, 0, DateTimeKind.Utc),
            Annotations = new() { [DeploymentNames.DesiredReplicas] = "10", [DeploymentNames.MaxReplicas] = "13" },
        },
        Spec = new() { Replicas = replicas },
    };

    private static IntOrString Read(string text) => int.TryParse(text, out var number) ? number : text;
}
