namespace Kube.EndToEnd.Tests.Workloads;

/// <summary>Deployments, as people use them.</summary>
public sealed class DeploymentTests(WorkingCluster cluster) : WorkloadTest(cluster)
{
    [Fact]
    public async Task Deployment_OfThreeReplicas_RollsOutAndIsShown()
    {
        (await Kubectl("create deployment web --image=hello --replicas=3")).Ok();
        Assert.EndsWith("deployment \"web\" successfully rolled out\n", (await Kubectl("rollout status deployment web --timeout=60s")).Ok(), StringComparison.Ordinal);
        Assert.Matches(@"(?m)^web +3/3 +3 +3 +[0-9]+s", (await Kubectl("get deployment web")).Ok());
        Assert.Equal("True", await ValueAsync("deployment/web", ".status.conditions[?(@.type==\"Available\")].status"));
        Assert.Equal("NewReplicaSetAvailable", await ValueAsync("deployment/web", ".status.conditions[?(@.type==\"Progressing\")].reason"));

        var described = await UntilAsync("describe deployment web", "ScalingReplicaSet");
        Assert.Contains("3 desired | 3 updated | 3 total | 3 available | 0 unavailable", described, StringComparison.Ordinal);
        Assert.Matches(@"Normal +ScalingReplicaSet +.* deployment-controller +Scaled up replica set web-[0-9a-z]+ from 0 to 3", described);
    }

    [Fact]
    public async Task Scale_UpAndDown_ChangesThePods()
    {
        await DeployAsync("scaled", 2);
        (await Kubectl("scale deployment scaled --replicas=4")).Ok();
        await WaitAsync("deployment/scaled", "jsonpath={.status.availableReplicas}=4");
        (await Kubectl("scale deployment scaled --replicas=1")).Ok();
        await WaitAsync("deployment/scaled", "jsonpath={.status.replicas}=1");
        Assert.Equal("deployment.apps/scaled", Assert.Single((await Kubectl("get deployment scaled -o name")).Lines));
        Assert.Equal("horizontalpodautoscaler.autoscaling/scaled autoscaled\n", (await Kubectl("autoscale deployment scaled --min=1 --max=3")).Ok());
    }

    /// <summary>An image that does not exist stops a roll-out, and undoing it brings the old state back without a pod lost.</summary>
    [Fact]
    public async Task RolloutUndo_AfterABadImage_GoesBack()
    {
        await DeployAsync("undone", 2);
        (await Kubectl("set image deployment/undone hello=no-such-image:1")).Ok();
        var waited = await Kubectl("rollout status deployment undone --timeout=2s");
        Assert.NotEqual(0, waited.ExitCode);
        await WaitAsync("deployment/undone", "jsonpath={.status.updatedReplicas}=1");
        Assert.Equal("2", await ValueAsync("deployment/undone", ".status.availableReplicas"));

        Assert.Equal("deployment.apps/undone rolled back\n", (await Kubectl("rollout undo deployment undone")).Ok());
        (await Kubectl("rollout status deployment undone --timeout=60s")).Ok();
        Assert.Equal("hello", await ValueAsync("deployment/undone", ".spec.template.spec.containers[0].image"));
        var history = (await Kubectl("rollout history deployment undone")).Ok();
        Assert.Matches(@"REVISION +CHANGE-CAUSE\n2 +<none>\n3 +<none>", history);
        Assert.Contains("hello", (await Kubectl("rollout history deployment undone --revision=3")).Ok(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RolloutRestart_OfADeployment_ReplacesEveryPod()
    {
        await DeployAsync("restarted", 2);
        var before = (await Kubectl("get pods -l app=restarted -o name")).Lines;
        Assert.Equal("deployment.apps/restarted restarted\n", (await Kubectl("rollout restart deployment restarted")).Ok());
        (await Kubectl("rollout status deployment restarted --timeout=60s")).Ok();
        foreach (var pod in before) await WaitAsync(pod, "delete");
        Assert.Equal(2, (await Kubectl("get pods -l app=restarted -o name")).Lines.Count);
    }

    [Fact]
    public async Task RolloutPause_OfADeployment_HoldsChangesUntilResumed()
    {
        await DeployAsync("paused");
        (await Kubectl("rollout pause deployment paused")).Ok();
        (await Kubectl("set env deployment/paused COLOUR=blue")).Ok();
        await WaitAsync("deployment/paused", "jsonpath={.status.conditions[?(@.type==\"Progressing\")].reason}=DeploymentPaused");
        Assert.Single((await Kubectl("get replicasets -l app=paused -o name")).Lines);
        (await Kubectl("rollout resume deployment paused")).Ok();
        (await Kubectl("rollout status deployment paused --timeout=60s")).Ok();
        Assert.Equal(2, (await Kubectl("get replicasets -l app=paused -o name")).Lines.Count);
    }

    [Fact]
    public async Task Pod_DeletedOfADeployment_IsReplaced()
    {
        await DeployAsync("replaced");
        var pod = Assert.Single((await Kubectl("get pods -l app=replaced -o name")).Lines);
        (await Kubectl($"delete {pod} --timeout=60s")).Ok();
        // The pods themselves: what the deployment's status says may be from before.
        var now = await UntilAsync("get pods -l app=replaced -o name --field-selector=status.phase=Running", answer => answer.Length > 0);
        Assert.NotEqual(pod, Assert.Single(now.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Theory]
    [InlineData("background")]
    [InlineData("foreground")]
    public async Task Deployment_Deleted_TakesItsSetsAndPodsAlong(string cascade)
    {
        var name = $"gone-{cascade}";
        await DeployAsync(name, 2);
        (await Kubectl($"delete deployment {name} --cascade={cascade} --timeout=60s")).Ok();
        foreach (var rest in (await Kubectl($"get replicasets,pods -l app={name} -o name")).Lines) await Kubectl(["wait", rest, "--for=delete", "--timeout=60s"]);
        Assert.Empty((await Kubectl($"get replicasets,pods -l app={name} -o name")).Lines);
    }

    [Fact]
    public async Task Deployment_DeletedWithOrphans_LeavesItsPods()
    {
        await DeployAsync("orphaned");
        (await Kubectl("delete deployment orphaned --cascade=orphan --timeout=60s")).Ok();
        var set = Assert.Single((await Kubectl("get replicasets -l app=orphaned -o name")).Lines);
        Assert.Equal("", await ValueAsync(set, ".metadata.ownerReferences"));
        Assert.Single((await Kubectl("get pods -l app=orphaned -o name")).Lines);
        (await Kubectl($"delete {set} --timeout=60s")).Ok();
    }

    [Fact]
    public async Task Apply_OnTheServer_CreatesAndChangesAndConflicts()
    {
        const string Manifest =
            """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"applied"},"spec":{"replicas":1,"selector":{"matchLabels":{"app":"applied"}},
             "template":{"metadata":{"labels":{"app":"applied"}},"spec":{"containers":[{"name":"hello","image":"hello"}]}}}}
            """;
        Assert.Equal("deployment.apps/applied serverside-applied\n", (await Kubectl(["apply", "--server-side", "-f", "-"], Manifest)).Ok());
        (await Kubectl("rollout status deployment applied --timeout=60s")).Ok();
        (await Kubectl("scale deployment applied --replicas=2")).Ok();
        var refused = (await Kubectl(["apply", "--server-side", "-f", "-"], Manifest)).Refused();
        Assert.Contains("conflict with \"kubectl\" with subresource \"scale\" using apps/v1: .spec.replicas", refused, StringComparison.Ordinal);
        (await Kubectl(["apply", "--server-side", "--force-conflicts", "-f", "-"], Manifest)).Ok();
        Assert.Equal("1", await ValueAsync("deployment/applied", ".spec.replicas"));
    }
}
