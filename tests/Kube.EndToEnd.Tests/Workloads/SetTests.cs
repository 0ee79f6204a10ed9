namespace Kube.EndToEnd.Tests.Workloads;

/// <summary>Stateful sets, daemon sets and replication controllers, as people use them.</summary>
public sealed class SetTests(WorkingCluster cluster) : WorkloadTest(cluster)
{
    [Fact]
    public async Task StatefulSet_RolledOut_HasStableNamesAndHistory()
    {
        await ApplyAsync("StatefulSet", "stable", """ "replicas":2,"serviceName":"stable", """);
        (await Kubectl("rollout status statefulset stable --timeout=60s")).Ok();
        Assert.Equal(["pod/stable-0", "pod/stable-1"], (await Kubectl("get pods -l app=stable -o name")).Lines);
        var uid = await ValueAsync("pod/stable-0", ".metadata.uid");
        (await Kubectl("delete pod stable-0 --timeout=60s")).Ok();
        await WaitAsync("pod/stable-0", "create");
        await WaitAsync("pod/stable-0", "condition=Ready");
        Assert.NotEqual(uid, await ValueAsync("pod/stable-0", ".metadata.uid"));

        (await Kubectl("set env statefulset/stable COLOUR=blue")).Ok();
        (await Kubectl("rollout status statefulset stable --timeout=60s")).Ok();
        Assert.Equal("blue", await ValueAsync("pod/stable-1", ".spec.containers[0].env[0].value"));
        Assert.Matches(@"REVISION +CHANGE-CAUSE\n1 +<none>\n2 +<none>", (await Kubectl("rollout history statefulset stable")).Ok());
        Assert.Equal("statefulset.apps/stable rolled back\n", (await Kubectl("rollout undo statefulset stable")).Ok());
        (await Kubectl("rollout status statefulset stable --timeout=60s")).Ok();
        Assert.Equal("", await ValueAsync("pod/stable-1", ".spec.containers[0].env"));

        Assert.Equal("statefulset.apps/stable scaled\n", (await Kubectl("scale statefulset stable --replicas=1")).Ok());
        (await Kubectl("wait pod/stable-1 --for=delete --timeout=60s")).Ok();
        (await Kubectl("delete statefulset stable --timeout=60s")).Ok();
    }

    [Fact]
    public async Task DaemonSet_RolledOut_RunsOnTheNodeAndHasHistory()
    {
        await ApplyAsync("DaemonSet", "everywhere", "");
        Assert.EndsWith("daemon set \"everywhere\" successfully rolled out\n", (await Kubectl("rollout status daemonset everywhere --timeout=60s")).Ok(), StringComparison.Ordinal);
        Assert.Matches(@"(?m)^everywhere +1 +1 +1 +1 +1 +<none> +[0-9]+s", (await Kubectl("get daemonset everywhere")).Ok());
        (await Kubectl("set env daemonset/everywhere COLOUR=blue")).Ok();
        (await Kubectl("rollout status daemonset everywhere --timeout=60s")).Ok();
        Assert.Matches(@"REVISION +CHANGE-CAUSE\n1 +<none>\n2 +<none>", (await Kubectl("rollout history daemonset everywhere")).Ok());
        Assert.Equal("daemonset.apps/everywhere rolled back\n", (await Kubectl("rollout undo daemonset everywhere")).Ok());
        (await Kubectl("rollout status daemonset everywhere --timeout=60s")).Ok();
        Assert.Equal("daemonset.apps/everywhere restarted\n", (await Kubectl("rollout restart daemonset everywhere")).Ok());
        (await Kubectl("rollout status daemonset everywhere --timeout=60s")).Ok();
        (await Kubectl("delete daemonset everywhere --timeout=60s")).Ok();
    }

    [Fact]
    public async Task ReplicationController_Scaled_KeepsItsPods()
    {
        (await Kubectl(["apply", "-f", "-"],
            """
            {"apiVersion":"v1","kind":"ReplicationController","metadata":{"name":"old"},"spec":{"replicas":1,"selector":{"app":"old"},
             "template":{"metadata":{"labels":{"app":"old"}},"spec":{"terminationGracePeriodSeconds":1,"containers":[{"name":"c","image":"hello"}]}}}}
            """)).Ok();
        await WaitAsync("replicationcontroller/old", "jsonpath={.status.readyReplicas}=1");
        Assert.Equal("replicationcontroller/old scaled\n", (await Kubectl("scale rc old --replicas=2")).Ok());
        await WaitAsync("replicationcontroller/old", "jsonpath={.status.readyReplicas}=2");
        Assert.Matches(@"Pods Status: +2 Running / 0 Waiting / 0 Succeeded / 0 Failed", (await Kubectl("describe rc old")).Ok());
        (await Kubectl("delete rc old --timeout=60s")).Ok();
    }

    /// <summary>A pod in the host's namespaces, with the host's files mounted, as root: what this runtime does not do is told.</summary>
    [Fact]
    public async Task DebugNode_OnAProcessNode_SaysWhatIsMissing()
    {
        var node = (await Kubectl("get nodes -o jsonpath={.items[0].metadata.name}")).Ok();
        var made = (await Kubectl(["debug", $"node/{node}", "--image=any", "--profile=general", "--", "true"])).Ok();
        var pod = made.Split(' ').First(word => word.StartsWith("node-debugger-", StringComparison.Ordinal));
        var events = await UntilAsync($"events --for pod/{pod}", "Warning|Started");
        Assert.Contains($"pod/{pod}", (await Kubectl($"get pod {pod} -o name")).Ok(), StringComparison.Ordinal);
        Assert.True(events.Contains("Started", StringComparison.Ordinal) || System.Text.RegularExpressions.Regex.IsMatch(events, "Warning +Failed.*(host|root)"), events);
        (await Kubectl($"delete pod {pod} --grace-period=1 --timeout=60s")).Ok();
    }

    private async Task ApplyAsync(string kind, string name, string more) => (await Kubectl(["apply", "-f", "-"],
        $"{{\"apiVersion\":\"apps/v1\",\"kind\":\"{kind}\",\"metadata\":{{\"name\":\"{name}\"}},\"spec\":{{{more}\"selector\":{{\"matchLabels\":{{\"app\":\"{name}\"}}}},"
        + $"\"template\":{{\"metadata\":{{\"labels\":{{\"app\":\"{name}\"}}}},\"spec\":{{\"terminationGracePeriodSeconds\":1,\"containers\":[{{\"name\":\"c\",\"image\":\"hello\"}}]}}}}}}}}")).Ok();
}
