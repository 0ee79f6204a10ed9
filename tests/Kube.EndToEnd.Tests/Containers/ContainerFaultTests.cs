using System.Net;
using System.Net.Sockets;

namespace Kube.EndToEnd.Tests.Containers;

/// <summary>What nodes go through. One node is kept for it: pods of the other tests do not go there.</summary>
public sealed class ContainerFaultTests(ContainerCluster cluster) : ContainerTest(cluster)
{
    private const string Node = "node-3";

    /// <summary>What runs containers may come and go; they stay.</summary>
    [Fact]
    public async Task Containerd_Killed_ContainersGoOnAndItIsReachedAgain()
    {
        await RunPodAsync("steady", Node, "sleep 3600");
        var before = await ValueAsync("pod/steady", ".status.containerStatuses[0].containerID");
        await KillAsync(Remains.Runs(Cluster.DirectoryOf(3)).Single().Containerd);

        await UntilAsync(async () => (await Kubectl("exec steady -- hostname")).Output, said => said == "steady\n");
        Assert.Equal(before, await ValueAsync("pod/steady", ".status.containerStatuses[0].containerID"));
        await RunPodAsync("after", Node, "sleep 3600");
        (await Kubectl("delete pods steady after")).Ok();
    }

    /// <summary>The agent dies while one pod pulls its image, one initializes, one runs and one ends; each goes on from where it was.</summary>
    [Fact]
    public async Task Agent_KilledInEveryPhaseOfAPod_GoesOnFromThere()
    {
        // A registry that takes connections and says nothing: a pull that is on its way.
        using var registry = new TcpListener(IPAddress.Parse(Cluster.HostAddress), 0);
        registry.Start();
        await Task.WhenAll(
            MakePodAsync("running", Node, "sleep 3600"),
            // It ends when it is told that it may, however long it takes to come so far.
            MakePodAsync("ending", Node, "trap 'echo asked' TERM; echo listening; until [ -e /tmp/go ]; do usleep 100000; done", ",\"terminationGracePeriodSeconds\":300"),
            MakePodAsync("beginning", Node, "sleep 3600", ""","initContainers":[{"name":"first","image":"toolbox:1","command":["sh","-c","until [ -e /tmp/go ]; do usleep 100000; done"]}]"""),
            MakePodAsync("pulling", Node, "sleep 3600", $$""","containers":[{"name":"pulling","image":"{{registry.LocalEndpoint}}/far:1","command":["sleep","3600"]}]"""));
        await WaitAsync("pods running ending", "condition=Ready");
        await UntilAsync(async () => (await Kubectl("logs ending")).Output, said => said.Contains("listening", StringComparison.Ordinal));
        await WaitAsync("pod/beginning", "jsonpath={.status.initContainerStatuses[0].state.running}");
        using (await registry.AcceptTcpClientAsync(Cancel))
        {
            (await Kubectl("delete pod ending --wait=false")).Ok();
            await UntilAsync(async () => (await Kubectl("logs ending")).Output, said => said.Contains("asked", StringComparison.Ordinal));
            var (ran, began) = (await ContainerAsync("running", "containerStatuses"), await ContainerAsync("beginning", "initContainerStatuses"));

            await KillAsync(Remains.AgentOf(Node, Cluster.DataDirectory) ?? throw new InvalidOperationException("the node has no agent"));
            await UntilAsync(async () => (await Kubectl("exec running -- hostname")).Output, said => said == "running\n");
            Assert.Equal(ran, await ContainerAsync("running", "containerStatuses"));
            Assert.Equal(began, await ContainerAsync("beginning", "initContainerStatuses"));
        }

        registry.Stop();
        (await Kubectl("exec beginning -c first -- touch /tmp/go")).Ok();
        (await Kubectl("exec ending -- touch /tmp/go")).Ok();
        await WaitAsync("pod/beginning", "condition=Ready");
        await WaitAsync("pod/ending", "delete");
        await UntilAsync(() => ValueAsync("pod/pulling", ".status.containerStatuses[0].state.waiting.reason"), reason => reason is "ErrImagePull" or "ImagePullBackOff");
        (await Kubectl($"delete pods running beginning pulling --timeout={Limit.TotalSeconds}s")).Ok();

        async Task<string> ContainerAsync(string pod, string statuses) => await ValueAsync($"pod/{pod}", $".status.{statuses}[0].containerID}} {{.status.{statuses}[0].restartCount");
    }

    /// <summary>A drain moves pods as far as their budget allows at a time, leaves those of a daemon set, and nothing new comes until it is over.</summary>
    [Fact]
    public async Task Node_Drained_ItsPodsMove()
    {
        // What the test before this one did to the node may still be said of it.
        await UntilAsync(() => ValueAsync($"node/{Node}", ".spec.taints[*].key"), keys => keys == "faults");
        await ApplyAsync(
            """
            {"apiVersion":"v1","kind":"List","items":[
             {"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"moving"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"moving"}}}},
             {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"moving"},"spec":{"replicas":2,"selector":{"matchLabels":{"app":"moving"}},"template":{"metadata":{"labels":{"app":"moving"}},"spec":{
              "tolerations":[{"key":"faults","operator":"Exists"}],"terminationGracePeriodSeconds":0,
              "affinity":{"nodeAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":100,"preference":{"matchFields":[{"key":"metadata.name","operator":"In","values":["node-3"]}]}}]}},
              "containers":[{"name":"c","image":"toolbox:1","command":["sleep","3600"]}]}}}}]}
            """);
        (await Kubectl($"rollout status deployment moving --timeout={Limit.TotalSeconds}s")).Ok();
        Assert.Contains(Node, await ValueAsync("pods --selector=app=moving", ".items[*].spec.nodeName"), StringComparison.Ordinal);

        (await Kubectl($"drain {Node} --ignore-daemonsets --delete-emptydir-data --force --timeout={Limit.TotalSeconds}s")).Ok();
        Assert.DoesNotContain(Node, await ValueAsync("pods --selector=app=moving", ".items[*].spec.nodeName"), StringComparison.Ordinal);
        (await Kubectl($"rollout status deployment moving --timeout={Limit.TotalSeconds}s")).Ok();
        (await Kubectl($"uncordon {Node}")).Ok();
        (await Kubectl("delete deployment moving")).Ok();
    }

    /// <summary>The node's disk fills up: whoever filled it is ended, which makes room again, and others go on.</summary>
    [Fact]
    public async Task Disk_Full_WhoFilledItIsEvicted()
    {
        await RunPodAsync("modest", Node, "sleep 3600");
        await MakePodAsync(
            "greedy", Node, "",
            """
            ,"restartPolicy":"Never","volumes":[{"name":"cache","emptyDir":{}}],"containers":[{"name":"greedy","image":"toolbox:1",
             "command":["sh","-c","cat /dev/zero > /cache/file; exec sleep 3600"],"volumeMounts":[{"name":"cache","mountPath":"/cache"}]}]
            """);
        await WaitAsync("pod/greedy", "jsonpath={.status.phase}=Failed");
        Assert.Matches("^Evicted: The node was low on resource: ephemeral-storage. Threshold quantity: ", await ValueAsync("pod/greedy", ".status.reason}: {.status.message"));
        Assert.Equal("modest\n", (await Kubectl("exec modest -- hostname")).Ok());

        // It is said of the node as long as it was to be, and then pods are taken again.
        await WaitAsync($"node/{Node}", "condition=DiskPressure=False");
        await RunPodAsync("later", Node, "sleep 3600");
        (await Kubectl("delete pods modest greedy later")).Ok();
    }

    private static async Task KillAsync(int id)
    {
        using var process = System.Diagnostics.Process.GetProcessById(id);
        process.Kill();
        await process.WaitForExitAsync(Cancel);
    }
}
