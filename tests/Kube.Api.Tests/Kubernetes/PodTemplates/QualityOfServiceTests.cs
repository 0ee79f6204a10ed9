using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;

namespace Kube.Api.Tests.Kubernetes.PodTemplates;

public sealed class QualityOfServiceTests
{
    [Fact]
    public void Of_NothingAsked_IsBestEffort() => Assert.Equal("BestEffort", Of(new V1ResourceRequirements()));

    [Fact]
    public void Of_LimitsEqualRequests_IsGuaranteed() =>
        Assert.Equal("Guaranteed", Of(new() { Limits = new() { ["cpu"] = "1", ["memory"] = "1Gi" }, Requests = new() { ["cpu"] = "1000m", ["memory"] = "1024Mi" } }));

    [Fact]
    public void Of_MemoryLimitMissing_IsBurstable() =>
        Assert.Equal("Burstable", Of(new() { Limits = new() { ["cpu"] = "1" }, Requests = new() { ["cpu"] = "1" } }));

    [Fact]
    public void Of_OnlyOtherResources_IsBestEffort() => Assert.Equal("BestEffort", Of(new() { Limits = new() { ["example.com/x"] = "1" } }));

    private static string Of(V1ResourceRequirements resources) =>
        QualityOfService.Of(new V1PodSpec { Containers = [new V1Container { Name = "c", Resources = resources }] });
}
