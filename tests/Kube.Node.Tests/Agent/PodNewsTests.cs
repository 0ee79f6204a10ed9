using Kube.Api.Models;
using Kube.Node.Agent;

namespace Kube.Node.Tests.Agent;

public sealed class PodNewsTests
{
    [Fact]
    public void Is_WhatTheNodeToldItself_IsNot() => Assert.False(PodNews.Is(Pod(), Changed(static pod =>
    {
        pod.Metadata.ResourceVersion = "8";
        pod.Status.Phase = "Running";
        pod.Status.PodIP = "10.1.0.1";
        pod.Status.Conditions = [new() { Type = "Ready", Status = "True" }];
        pod.Status.ContainerStatuses = [new() { Name = "web", Ready = true }];
    })));

    [Fact]
    public void Is_OtherSpecification_IsNews() => Assert.True(PodNews.Is(Pod(), Changed(static pod => pod.Metadata.Generation = 2)));

    [Fact]
    public void Is_NoGeneration_IsNews()
    {
        var pod = Changed(static pod => pod.Metadata.Generation = null);

        Assert.True(PodNews.Is(pod, pod));
    }

    [Fact]
    public void Is_Labels_AreNews() => Assert.True(PodNews.Is(Pod(), Changed(static pod => pod.Metadata.Labels = new() { ["app"] = "other" })));

    [Fact]
    public void Is_Annotations_AreNews() => Assert.True(PodNews.Is(Pod(), Changed(static pod => pod.Metadata.Annotations = new() { ["a"] = "b" })));

    [Fact]
    public void Is_Deletion_IsNews() => Assert.True(PodNews.Is(Pod(), Changed(static pod => pod.Metadata.DeletionTimestamp = DateTime.UnixEpoch)));

    [Fact]
    public void Is_ShorterGrace_IsNews() => Assert.True(PodNews.Is(Pod(), Changed(static pod => pod.Metadata.DeletionGracePeriodSeconds = 1)));

    [Fact]
    public void Is_GateOfReadiness_IsNews()
    {
        var open = Changed(static pod => pod.Status.Conditions = [new() { Type = "example.com/gate", Status = "True" }]);

        Assert.True(PodNews.Is(Pod(), open));
        Assert.True(PodNews.Is(open, Pod()));
        Assert.False(PodNews.Is(open, open));
    }

    [Fact]
    public void Is_LastPhase_IsNews() => Assert.True(PodNews.Is(Pod(), Changed(static pod => pod.Status.Phase = "Failed")));

    private static V1Pod Changed(Action<V1Pod> change)
    {
        var pod = Pod();
        change(pod);
        return pod;
    }

    private static V1Pod Pod() => new()
    {
        Metadata = new() { Name = "web", Namespace = "default", Uid = "u", ResourceVersion = "7", Generation = 1, Labels = new() { ["app"] = "web" } },
        Spec = new() { Containers = [new() { Name = "web" }] },
        Status = new() { Phase = "Pending", QosClass = "BestEffort" },
    };
}
