using System.Text.Json;

namespace Kube.EndToEnd.Tests.Containers;

/// <summary>Containers that want more than they may have.</summary>
public sealed class ContainerLimitTests(ContainerCluster cluster) : ContainerTest(cluster)
{
    [Fact]
    public async Task Memory_Exceeded_IsToldSo()
    {
        await ApplyAsync(
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"oom"},"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"toolbox:1",
             "command":["sh","-c","x=$(head -c 100000000 /dev/zero | tr '\\0' x); echo $x"],"resources":{"limits":{"memory":"24Mi"}}}]}}
            """);
        await WaitAsync("pod/oom", "jsonpath={.status.phase}=Failed");
        var ended = JsonDocument.Parse(await ValueAsync("pod/oom", ".status.containerStatuses[0].state.terminated")).RootElement;
        Assert.Equal("OOMKilled", ended.GetProperty("reason").GetString());
        Assert.Equal(137, ended.GetProperty("exitCode").GetInt32());
    }

    /// <summary>A program that only multiplies comes to its pod's limit of processes; the node goes on as before, and the pod can be deleted.</summary>
    [Fact]
    public async Task ForkBomb_StaysWithinItsPod()
    {
        await ApplyAsync(
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"bomb"},"spec":{"nodeName":"node-1","terminationGracePeriodSeconds":0,"containers":[{"name":"c","image":"toolbox:1",
             "command":["sh","-c","(f() { f | f; }; f) & sleep 3600"],"resources":{"limits":{"cpu":"200m"}}}]}}
            """);
        await WaitAsync("pod/bomb", "condition=PodReadyToStartContainers");
        await UntilAsync(async () => (await Kubectl("logs bomb --limit-bytes=1000")).Output, said => said.Contains("can't fork: Resource temporarily unavailable", StringComparison.Ordinal));

        await RunPodAsync("beside", "node-1", "sleep 3600");
        Assert.Equal("beside\n", (await Kubectl("exec beside -- hostname")).Ok());
        (await Kubectl($"delete pod bomb --timeout={Limit.TotalSeconds}s")).Ok();
    }

    /// <summary>The node looks at what volumes hold; a pod with more than it may have is ended, and what it had goes.</summary>
    [Fact]
    public async Task EmptyDir_OverItsLimit_PodIsEvicted()
    {
        await ApplyAsync(
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"hoarder"},"spec":{"restartPolicy":"Never","terminationGracePeriodSeconds":0,"volumes":[{"name":"cache","emptyDir":{"sizeLimit":"1Mi"}}],
             "containers":[{"name":"c","image":"toolbox:1","command":["sh","-c","head -c 3000000 /dev/zero > /cache/file; exec sleep 3600"],"volumeMounts":[{"name":"cache","mountPath":"/cache"}]}]}}
            """);
        await ApplyAsync(
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"talker"},"spec":{"restartPolicy":"Never","terminationGracePeriodSeconds":0,
             "containers":[{"name":"c","image":"toolbox:1","command":["sh","-c","yes 01234567890123456789 | head -c 3000000; exec sleep 3600"],"resources":{"limits":{"ephemeral-storage":"1Mi"}}}]}}
            """);
        await WaitAsync("pods hoarder talker", "jsonpath={.status.phase}=Failed");
        Assert.Equal("Evicted: Usage of EmptyDir volume \"cache\" exceeds the limit \"1Mi\". ", await ValueAsync("pod/hoarder", ".status.reason}: {.status.message"));
        Assert.Equal("Evicted: Pod ephemeral local storage usage exceeds the total limit of containers 1Mi. ", await ValueAsync("pod/talker", ".status.reason}: {.status.message"));
        Assert.Contains("TerminationByKubelet", await ValueAsync("pod/hoarder", ".status.conditions[?(@.type==\"DisruptionTarget\")].reason"), StringComparison.Ordinal);
    }
}
