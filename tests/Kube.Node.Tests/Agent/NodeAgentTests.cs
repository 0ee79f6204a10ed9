using Kube.Api.Models;
using Kube.Node.Runtime.Hollow;

namespace Kube.Node.Tests.Agent;

public sealed class NodeAgentTests
{
    private const string Web = """
        metadata: {name: web}
        spec:
          containers: [{name: web, image: web, imagePullPolicy: IfNotPresent}]
        """;

    [Fact]
    public async Task Pod_Bound_RunsAndIsReady()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync(Web);

        var pod = await node.WaitForPhaseAsync("web", "Running", TimeSpan.FromSeconds(20));

        Assert.All(pod.Status.Conditions!, condition => Assert.Equal("True", condition.Status));
        Assert.Equal(["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"], pod.Status.Conditions!.Select(c => c.Type));
        var status = Assert.Single(pod.Status.ContainerStatuses!);
        Assert.True(status is { Ready: true, Started: true, RestartCount: 0 });
        Assert.NotNull(status.State.Running!.StartedAt);
        Assert.StartsWith("hollow://", status.ContainerID, StringComparison.Ordinal);
        Assert.NotEmpty(pod.Status.PodIP!);
        Assert.NotEmpty(pod.Status.HostIP!);
        Assert.Equal("BestEffort", pod.Status.QosClass);
        Assert.Equal(
            ["Pulling: Pulling image \"web\"", "Pulled: Successfully pulled image \"web\" in 0s (0s including waiting). Image size: ", "Created: Container created", "Started: Container started"],
            (await node.EventsAsync("web")).Select(text => text.Contains("Image size", StringComparison.Ordinal) ? text[..(text.IndexOf("size: ", StringComparison.Ordinal) + 6)] : text));
    }

    [Fact]
    public async Task Pod_Deleted_StopsWithinGraceAndIsGone()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync(Web);
        await node.WaitForPhaseAsync("web", "Running");

        await node.DeleteAsync("web");
        await node.WaitGoneAsync("web", TimeSpan.FromSeconds(31));

        Assert.Contains("Killing: Stopping container web", await node.EventsAsync("web"));
        Assert.Empty(await node.Runtime.Sandboxes.ListAsync(Kube.Node.Runtime.SandboxFilter.All, TestContext.Current.CancellationToken));
    }
}
