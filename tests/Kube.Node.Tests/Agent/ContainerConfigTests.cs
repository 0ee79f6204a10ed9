namespace Kube.Node.Tests.Agent;

public sealed class ContainerConfigTests
{
    [Theory]
    [InlineData("env: [{name: A, valueFrom: {configMapKeyRef: {name: missing, key: a}}}]", "configmap \"missing\" not found")]
    [InlineData("securityContext: {runAsNonRoot: true, runAsUser: 0}", "container's runAsUser breaks non-root policy")]
    public async Task Container_ThatCannotBeMade_ShowsCreateContainerConfigError(string container, string message)
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync("{metadata: {name: web}, spec: {containers: [{name: main, image: x, " + container + "}]}}");

        var pod = await node.WaitAsync("web", p => p.Status.ContainerStatuses?[0].State.Waiting?.Reason == "CreateContainerConfigError");

        Assert.StartsWith(message, pod.Status.ContainerStatuses![0].State.Waiting!.Message, StringComparison.Ordinal);
        Assert.Contains(await node.EventsAsync("web"), text => text.StartsWith($"Failed: Error: {message}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Runtime_FailsToMakeASandbox_IsToldAndTriedAgain()
    {
        await using var node = await HollowNode.StartAsync();
        await node.Cluster.Scheduler.Run("fail", () => SetAsync("no sandbox today"));
        await node.CreateAsync("{metadata: {name: web}, spec: {containers: [{name: main, image: x}]}}");
        await node.Cluster.AdvanceAsync(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        await node.Cluster.Scheduler.Run("mend", () => SetAsync(null));

        await node.WaitForPhaseAsync("web", "Running", TimeSpan.FromMinutes(2));

        Task SetAsync(string? message)
        {
            node.Runtime.Fail(message);
            return Task.CompletedTask;
        }
    }
}
