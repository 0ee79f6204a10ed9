using System.Diagnostics;
using Kube.EndToEnd.Tests.Kubectl;
using Kube.Tests.Shared;

namespace Kube.EndToEnd.Tests.Nodes;

/// <summary>What owners do to nodes: cordon, taint, drain; and what happens when a node falls silent. One after the other, since they close nodes to pods.</summary>
public sealed class NodeCareTests(HollowCluster cluster) : IClassFixture<HollowCluster>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cordon_OfANode_KeepsNewPodsAwayUntilUncordoned()
    {
        Assert.Equal("node/hollow-node-0 cordoned\n", (await Kubectl("cordon hollow-node-0")).Ok());
        Assert.Equal("node/hollow-node-0 already cordoned\n", (await Kubectl("cordon hollow-node-0")).Ok());
        Assert.Matches(@"(?m)^hollow-node-0 +Ready,SchedulingDisabled +<none> +", (await Kubectl("get node hollow-node-0")).Ok());
        Assert.Contains("Unschedulable:      true", (await Kubectl("describe node hollow-node-0")).Ok(), StringComparison.Ordinal);

        await ApplyAsync(Pod("kept-away", "hollow-node-0"));
        await WaitAsync("pod/kept-away", "jsonpath={.status.conditions[?(@.type==\"PodScheduled\")].reason}=Unschedulable");
        Assert.Matches(
            @"Warning +FailedScheduling +.* default-scheduler +0/4 nodes are available: 1 node\(s\) were unschedulable, 3 node\(s\) didn't match Pod's node affinity/selector\.",
            await UntilAsync("describe pod kept-away", "FailedScheduling"));

        Assert.Equal("node/hollow-node-0 uncordoned\n", (await Kubectl("uncordon hollow-node-0")).Ok());
        await WaitAsync("pod/kept-away", "condition=Ready");
        const string Events = "get events --field-selector involvedObject.name=hollow-node-0 -n default";
        Assert.Contains("Node hollow-node-0 status is now: NodeNotSchedulable", await UntilAsync(Events, "status is now: NodeSchedulable"), StringComparison.Ordinal);
        (await Kubectl("delete pod kept-away --timeout=60s")).Ok();
    }

    [Fact]
    public async Task Taint_NoSchedule_KeepsPodsAwayThatDoNotTolerateIt()
    {
        Assert.Equal("node/hollow-node-0 tainted\n", (await Kubectl("taint nodes hollow-node-0 use=special:NoSchedule")).Ok());
        Assert.Equal(
            "error: node hollow-node-0 already has use taint(s) with same effect(s) and --overwrite is false", (await Kubectl("taint nodes hollow-node-0 use=other:NoSchedule")).Refused());
        Assert.Matches(@"(?m)^Taints: +use=special:NoSchedule$", (await Kubectl("describe node hollow-node-0")).Ok());
        await ApplyAsync(Pod("common", "hollow-node-0"), Pod("special", "hollow-node-0", """{"key":"use","operator":"Equal","value":"special","effect":"NoSchedule"}"""));
        await WaitAsync("pod/special", "condition=Ready");
        await WaitAsync("pod/common", "jsonpath={.status.conditions[?(@.type==\"PodScheduled\")].reason}=Unschedulable");
        Assert.Contains("1 node(s) had untolerated taint(s)", await UntilAsync("describe pod common", "FailedScheduling"), StringComparison.Ordinal);
        Assert.Equal("node/hollow-node-0 untainted\n", (await Kubectl("taint nodes hollow-node-0 use-")).Ok());
        await WaitAsync("pod/common", "condition=Ready");
        (await Kubectl("delete pod common special --timeout=60s")).Ok();
    }

    [Fact]
    public async Task Taint_NoExecute_EvictsWhoDoesNotTolerateItAndOthersInTime()
    {
        await ApplyAsync(
            Pod("evicted", "hollow-node-1"),
            Pod("later", "hollow-node-1", """{"key":"gone","operator":"Exists","effect":"NoExecute","tolerationSeconds":3}"""),
            Pod("stays", "hollow-node-1", """{"key":"gone","operator":"Exists"}"""));
        foreach (var pod in (string[])["evicted", "later", "stays"]) await WaitAsync($"pod/{pod}", "condition=Ready");
        var clock = Stopwatch.StartNew();
        (await Kubectl("taint nodes hollow-node-1 gone:NoExecute")).Ok();
        (await Kubectl("wait pod/evicted --for=delete --timeout=60s")).Ok();
        (await Kubectl("wait pod/later --for=delete --timeout=60s")).Ok();
        Assert.InRange(clock.Elapsed.TotalSeconds, 3, 30);
        Assert.Matches(
            @"Normal +TaintManagerEviction +pod/evicted +Marking for deletion Pod default/evicted",
            await UntilAsync("get events --field-selector involvedObject.name=evicted", "TaintManagerEviction"));
        Assert.Equal("pod/stays\n", (await Kubectl("get pod stays -o name")).Ok());
        (await Kubectl("taint nodes hollow-node-1 gone:NoExecute-")).Ok();
        (await Kubectl("delete pod stays --timeout=60s")).Ok();
    }

    /// <summary>A drain waits while a disruption budget forbids it, and goes on when the budget lets it.</summary>
    [Fact]
    public async Task Drain_OfANode_AsksTheBudgetAndMovesThePods()
    {
        (await Kubectl("label node hollow-node-0 hollow-node-1 care=drain")).Ok();
        (await Kubectl("cordon hollow-node-1")).Ok();
        await ApplyAsync(Deployment("moved", replicas: 2, """{"care":"drain"}"""), Pod("bare", "hollow-node-0"));
        (await Kubectl("create poddisruptionbudget moved --selector=app=moved --min-available=2")).Ok();
        (await Kubectl("rollout status deployment moved --timeout=60s")).Ok();
        await WaitAsync("pod/bare", "condition=Ready");
        (await Kubectl("uncordon hollow-node-1")).Ok();
        await WaitAsync("poddisruptionbudget/moved", "jsonpath={.status.currentHealthy}=2");

        var refused = await Kubectl("drain hollow-node-0");
        Assert.Contains("cannot delete cannot delete Pods that declare no controller (use --force to override): default/bare", refused.Refused(), StringComparison.Ordinal);
        Assert.Equal("pod/bare\n", (await Kubectl("get pod bare -o name")).Ok());

        using var draining = cluster.Kubectl.Start(["drain", "hollow-node-0", "--force", "--timeout=60s"]);
        var output = draining.StandardOutput.ReadToEndAsync(Cancel);
        await ReadUntilAsync(draining.StandardError, "Cannot evict pod as it would violate the pod's disruption budget.");
        Assert.Equal(2, (await Kubectl("get pods -l app=moved --field-selector spec.nodeName=hollow-node-0 -o name")).Lines.Count);
        (await Kubectl(["patch", "poddisruptionbudget", "moved", "--type=merge", "-p", """{"spec":{"minAvailable":1}}"""])).Ok();
        var rest = draining.StandardError.ReadToEndAsync(Cancel);
        await draining.WaitForExitAsync(Cancel);
        Assert.True(draining.ExitCode == 0, await rest);
        Assert.EndsWith("node/hollow-node-0 drained\n", await output, StringComparison.Ordinal);
        Assert.Contains("pod/bare evicted", await output, StringComparison.Ordinal);

        // What the deployment's status says may be from before the last eviction.
        await UntilAsync("get pods -l app=moved --field-selector spec.nodeName=hollow-node-1,status.phase=Running -o name", "pod/", times: 2);
        Assert.Equal(2, (await Kubectl("get pods -l app=moved --field-selector spec.nodeName=hollow-node-1 -o name")).Lines.Count);
        (await Kubectl("uncordon hollow-node-0")).Ok();
        (await Kubectl("delete deployment,poddisruptionbudget moved --timeout=60s")).Ok();
    }

    [Fact]
    public async Task Drain_OfANodeWithADaemonSet_LeavesItsPodWhenTold()
    {
        await ApplyAsync(
            """
            {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"name":"agent"},"spec":{"selector":{"matchLabels":{"app":"agent"}},"template":{"metadata":{"labels":{"app":"agent"}},
             "spec":{"terminationGracePeriodSeconds":1,"containers":[{"name":"c","image":"any"}]}}}}
            """);
        (await Kubectl("rollout status daemonset agent --timeout=60s")).Ok();
        Assert.Contains("cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): default/agent-", (await Kubectl("drain hollow-node-2")).Refused(), StringComparison.Ordinal);
        Assert.EndsWith("node/hollow-node-2 drained\n", (await Kubectl("drain hollow-node-2 --ignore-daemonsets --timeout=60s")).Ok(), StringComparison.Ordinal);
        Assert.Single((await Kubectl("get pods -l app=agent --field-selector spec.nodeName=hollow-node-2 -o name")).Lines);
        (await Kubectl("uncordon hollow-node-2")).Ok();
        (await Kubectl("delete daemonset agent --timeout=60s")).Ok();
    }

    /// <summary>A node's agent is stopped; its pods are replaced elsewhere, and when it goes on, it is a good node again and the old pods go.</summary>
    [Fact]
    public async Task Node_SilentForItsGracePeriod_IsTaintedAndItsPodsAreReplaced()
    {
        (await Kubectl("label node silent-0 hollow-node-2 care=silence")).Ok();
        (await Kubectl("cordon hollow-node-2")).Ok();
        await ApplyAsync(Deployment("survives", replicas: 2, """{"care":"silence"}""", tolerateSeconds: 1));
        (await Kubectl("rollout status deployment survives --timeout=60s")).Ok();
        (await Kubectl("uncordon hollow-node-2")).Ok();
        Assert.Equal(2, (await Kubectl("get pods -l app=survives --field-selector spec.nodeName=silent-0 -o name")).Lines.Count);

        cluster.Further.Signal(19);                                     // SIGSTOP
        try
        {
            await WaitAsync("node/silent-0", "condition=Ready=Unknown");
            Assert.Matches(@"(?m)^silent-0 +NotReady +", (await Kubectl("get nodes")).Ok());
            // Two controllers, each in its own time.
            await UntilAsync("describe node silent-0", "node.kubernetes.io/unreachable:NoExecute");
            var described = await UntilAsync("describe node silent-0", "node.kubernetes.io/unreachable:NoSchedule");
            Assert.Matches(@"Ready +Unknown +.* NodeStatusUnknown +Kubelet stopped posting node status\.", described);
            await UntilAsync("get events -n default --field-selector involvedObject.name=silent-0", "NodeNotReady");

            await UntilAsync("get pods -l app=survives --field-selector spec.nodeName=hollow-node-2,status.phase=Running -o name", "pod/", times: 2);
            (await Kubectl("rollout status deployment survives --timeout=60s")).Ok();
            Assert.Matches(@"(?m)^survives-\S+ +1/1 +Terminating +", (await Kubectl("get pods -l app=survives")).Ok());
        }
        finally
        {
            cluster.Further.Signal(18);                                 // SIGCONT
        }

        await WaitAsync("node/silent-0", "condition=Ready=True");
        foreach (var pod in (await Kubectl("get pods -l app=survives --field-selector spec.nodeName=silent-0 -o name")).Lines)
            (await Kubectl($"wait {pod} --for=delete --timeout=60s")).Ok();
        await UntilAsync("describe node silent-0", "Taints:             <none>");
        Assert.Equal(2, (await Kubectl("get pods -l app=survives -o name")).Lines.Count);
        (await Kubectl("delete deployment survives --timeout=60s")).Ok();
    }

    /// <summary>Nobody is behind a simulated node; whoever asks for a log or a command is told so at once.</summary>
    [Fact]
    public async Task Streams_OfASimulatedPod_AreRefusedAtOnce()
    {
        await ApplyAsync(Pod("simulated", "hollow-node-2"));
        await WaitAsync("pod/simulated", "condition=Ready");
        var clock = Stopwatch.StartNew();
        Assert.Matches(
            @"^Error from server: Get ""https://127\.128\.0\.3:10250/containerLogs/default/simulated/c"": dial tcp 127\.128\.0\.3:10250: connect: connection refused$",
            (await Kubectl("logs simulated")).Refused());
        Assert.Contains("connection refused", (await Kubectl("exec simulated -- true")).Refused(), StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
        (await Kubectl("delete pod simulated --timeout=60s")).Ok();
    }

    private static string Pod(string name, string node, string toleration = "") =>
        $$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{name}}"},"spec":{"nodeSelector":{"kubernetes.io/hostname":"{{node}}"},"terminationGracePeriodSeconds":1,
         "tolerations":[{{toleration}}],"containers":[{"name":"c","image":"any"}]} }
        """;

    private static string Deployment(string name, int replicas, string selector, int? tolerateSeconds = null)
    {
        var toleration = tolerateSeconds is { } seconds
            ? $$"""{"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":{{seconds}}}"""
            : "";
        return $$$$$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{{{name}}}}}"},"spec":{"replicas":{{{{{replicas}}}}},"selector":{"matchLabels":{"app":"{{{{{name}}}}}"}},
             "template":{"metadata":{"labels":{"app":"{{{{{name}}}}}"}},"spec":{"nodeSelector":{{{{{selector}}}}},"tolerations":[{{{{{toleration}}}}}],"terminationGracePeriodSeconds":1,
             "containers":[{"name":"c","image":"any"}]}}}}
            """;
    }

    private async Task ApplyAsync(params string[] manifests) => (await cluster.Kubectl.RunAsync(["apply", "-f", "-"], string.Join('\n', manifests))).Ok();

    private async Task WaitAsync(string obj, string condition) => (await Kubectl(["wait", obj, $"--for={condition}", "--timeout=60s"])).Ok();

    /// <summary>Asks again until a text is in the answer so many times: for what kubectl cannot wait for.</summary>
    private Task<string> UntilAsync(string command, string text, int times = 1) => Waiting.UntilAsync(
        async () => (await Kubectl(command)).Ok(), output => output.Split(text).Length > times, output => $"kubectl {command} does not show {text}:\n{output}");

    private static async Task ReadUntilAsync(StreamReader reader, string text)
    {
        while (await reader.ReadLineAsync(Cancel) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal)) return;
        }

        Assert.Fail($"it ended without {text}");
    }

    private Task<KubectlResult> Kubectl(string command) => Kubectl(command.Split(' '));

    private Task<KubectlResult> Kubectl(IReadOnlyList<string> arguments) => cluster.Kubectl.RunAsync(arguments);
}
