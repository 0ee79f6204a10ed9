using System.Text.Json;

namespace Kube.EndToEnd.Tests.Workloads;

/// <summary>Single pods: their start, their failures, their ends.</summary>
public sealed class PodTests(WorkingCluster cluster) : WorkloadTest(cluster)
{
    [Fact]
    public async Task Run_OfAnImageOfTheCatalog_RunsAndIsDescribed()
    {
        Assert.Equal("pod/hello created\n", (await Kubectl("run hello --image=hello")).Ok());
        await WaitAsync("pod/hello", "condition=Ready");
        Assert.Matches(@"(?m)^hello +1/1 +Running +0 +[0-9]+s +10\.200\.[0-9.]+ +\S+ +<none> +<none>$", (await Kubectl("get pod hello -o wide")).Ok());
        var described = await UntilAsync(
            "describe pod hello", @"Normal +Scheduled +.* default-scheduler +Successfully assigned podtests/hello to ", @"Normal +Pulled +.* kubelet +", @"Normal +Created +.* kubelet +",
            @"Normal +Started +.* kubelet +");
        Assert.Contains("/var/run/secrets/kubernetes.io/serviceaccount from kube-api-access-", described, StringComparison.Ordinal);
    }

    /// <summary>A program of the host, in namespaces of its own: it is process 1 there and sees its own address and name.</summary>
    [Fact]
    public async Task Run_OfACommand_RunsInItsOwnNamespaces()
    {
        (await Kubectl(["run", "shell", "--image=any", "--restart=Never", "--command", "--", "sh", "-c", "echo pid $$; hostname; id -u"])).Ok();
        await WaitAsync("pod/shell", "jsonpath={.status.phase}=Succeeded");
        var log = (await Kubectl("logs shell")).Lines;
        Assert.Equal("shell", log[1]);
        Assert.Equal("65534", log[2]);
        var state = JsonDocument.Parse(await ValueAsync("pod/shell", ".status.containerStatuses[0].state")).RootElement.GetProperty("terminated");
        Assert.Equal(0, state.GetProperty("exitCode").GetInt32());
        Assert.Equal("Completed", state.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Run_OfAnUnknownImage_SaysWhatThisRuntimeCanRun()
    {
        (await Kubectl("run unknown --image=nginx:1")).Ok();
        await WaitAsync("pod/unknown", "jsonpath={.status.containerStatuses[0].state.waiting.reason}=ImagePullBackOff");
        var described = await UntilAsync("describe pod unknown", "ErrImagePull");
        Assert.Contains("hello", described, StringComparison.Ordinal);
        Assert.Contains("containerd", described, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Container_ThatFails_IsRestartedWithBackOff()
    {
        (await Kubectl(["run", "failing", "--image=any", "--command", "--", "sh", "-c", "echo attempt; exit 3"])).Ok();
        await WaitAsync("pod/failing", "jsonpath={.status.containerStatuses[0].state.waiting.reason}=CrashLoopBackOff");
        Assert.Equal("3", await ValueAsync("pod/failing", ".status.containerStatuses[0].lastState.terminated.exitCode"));
        Assert.Equal("attempt\n", (await Kubectl("logs failing --previous")).Ok());
        await UntilAsync("describe pod failing", @"Warning +BackOff +.* kubelet +Back-off restarting failed container failing in pod failing_podtests");
    }

    [Fact]
    public async Task Logs_SinceAMoment_LeaveOutWhatIsOlder()
    {
        (await Kubectl(["run", "talking", "--image=any", "--restart=Never", "--command", "--", "sh", "-c", "echo early; sleep 3; echo late"])).Ok();
        await WaitAsync("pod/talking", "jsonpath={.status.phase}=Succeeded");
        Assert.Equal("early\nlate\n", (await Kubectl("logs talking")).Ok());
        Assert.Equal("early\nlate\n", (await Kubectl("logs talking --since=10m")).Ok());
        var late = (await Kubectl("logs talking --timestamps --tail=1")).Ok().Split(' ')[0];
        Assert.Equal("late\n", (await Kubectl($"logs talking --since-time={late}")).Ok());
        Assert.Equal("error: at most one of `sinceTime` or `sinceSeconds` may be specified", (await Kubectl($"logs talking --since=1m --since-time={late}")).Refused());
    }

    [Fact]
    public async Task Container_ThatFailsItsLivenessProbe_IsRestarted()
    {
        (await Kubectl(["apply", "-f", "-"],
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"sick"},"spec":{"terminationGracePeriodSeconds":1,"containers":[{"name":"c","image":"any",
             "command":["sh","-c","touch /tmp/well; sleep 1; rm /tmp/well; sleep 600"],
             "livenessProbe":{"exec":{"command":["test","-e","/tmp/well"]},"periodSeconds":1,"failureThreshold":1,"initialDelaySeconds":1}}]}}
            """)).Ok();
        await WaitAsync("pod/sick", "jsonpath={.status.containerStatuses[0].restartCount}=1");
        await UntilAsync("describe pod sick", "Liveness probe failed", "Container c failed liveness probe, will be restarted");
    }

    [Fact]
    public async Task Pod_WithAReadinessProbe_IsReadyWhenItSucceeds()
    {
        (await Kubectl(["apply", "-f", "-"],
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"slow","labels":{"app":"slow"}},"spec":{"volumes":[{"name":"shared","emptyDir":{}}],"containers":[{"name":"c","image":"hello",
             "volumeMounts":[{"name":"shared","mountPath":"/shared"}],
             "readinessProbe":{"exec":{"command":["test","-e","/shared/ready"]},"periodSeconds":1}}]}}
            """)).Ok();
        (await Kubectl("expose pod slow --port=80 --target-port=8080")).Ok();
        await WaitAsync("pod/slow", "jsonpath={.status.containerStatuses[0].state.running}");
        await WaitForSliceAsync("slow", "jsonpath={.endpoints[0].conditions.ready}=false");
        (await Kubectl(["exec", "slow", "--", "touch", "/shared/ready"])).Ok();
        await WaitAsync("pod/slow", "condition=Ready");
        await WaitForSliceAsync("slow", "jsonpath={.endpoints[0].conditions.ready}=true");
    }

    [Fact]
    public async Task InitContainers_AndVolumes_PrepareThePod()
    {
        (await Kubectl("create configmap settings --from-literal=colour=blue")).Ok();
        (await Kubectl("create secret generic password --from-literal=word=open")).Ok();
        (await Kubectl(["apply", "-f", "-"],
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"prepared","labels":{"tier":"front"}},"spec":{"restartPolicy":"Never",
             "volumes":[{"name":"work","emptyDir":{}},{"name":"settings","configMap":{"name":"settings"}},{"name":"password","secret":{"secretName":"password"}},
              {"name":"info","downwardAPI":{"items":[{"path":"labels","fieldRef":{"fieldPath":"metadata.labels"}}]}}],
             "initContainers":[{"name":"first","image":"any","command":["sh","-c","cp /settings/colour /ready/colour; echo \"SHADE='dark $(cat /settings/colour)'\" > /ready/shade.env"],
              "volumeMounts":[{"name":"work","mountPath":"/ready"},{"name":"settings","mountPath":"/settings"}]}],
             "containers":[{"name":"main","image":"any","command":["sh","-c","cat /ready/colour /password/word /info/labels; echo $NODE $(TIER) $SHADE"],
              "env":[{"name":"NODE","valueFrom":{"fieldRef":{"fieldPath":"spec.nodeName"}}},{"name":"TIER","value":"front"},
               {"name":"SHADE","valueFrom":{"fileKeyRef":{"volumeName":"work","path":"shade.env","key":"SHADE"}}}],
              "volumeMounts":[{"name":"work","mountPath":"/ready"},{"name":"password","mountPath":"/password"},{"name":"info","mountPath":"/info"}]}]}}
            """)).Ok();
        await WaitAsync("pod/prepared", "jsonpath={.status.phase}=Succeeded");
        var node = await ValueAsync("pod/prepared", ".spec.nodeName");
        Assert.Equal($"blueopentier=\"front\"{node} front dark blue\n", (await Kubectl("logs prepared")).Ok());
    }

    [Fact]
    public async Task Pod_Deleted_IsAskedToGoBeforeItIsKilled()
    {
        (await Kubectl(["apply", "-f", "-"],
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"stubborn"},"spec":{"terminationGracePeriodSeconds":2,"containers":[{"name":"c","image":"any",
             "command":["sh","-c","trap '' TERM; echo deaf; while :; do sleep 1; done"]}]}}
            """)).Ok();
        await WaitAsync("pod/stubborn", "condition=Ready");
        await UntilAsync("logs stubborn", "deaf");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        (await Kubectl("delete pod stubborn --timeout=60s")).Ok();
        Assert.InRange(clock.Elapsed.TotalSeconds, 1.5, 15);
    }

    [Fact]
    public async Task Job_ThatSucceeds_CompletesAndOneThatFails_GivesUp()
    {
        (await Kubectl(["create", "job", "done", "--image=any", "--", "true"])).Ok();
        await WaitAsync("job/done", "condition=complete");
        Assert.Matches(@"(?m)^done +Complete +1/1 ", (await Kubectl("get job done")).Ok());

        (await Kubectl(["apply", "-f", "-"],
            """
            {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"failed"},"spec":{"backoffLimit":0,"template":{"spec":{"restartPolicy":"Never",
             "containers":[{"name":"c","image":"any","command":["false"]}]}}}}
            """)).Ok();
        await WaitAsync("job/failed", "condition=failed");
        Assert.Equal("BackoffLimitExceeded", await ValueAsync("job/failed", ".status.conditions[?(@.type==\"Failed\")].reason"));
        await UntilAsync("describe job failed", "Job has reached the specified backoff limit");
    }

    [Fact]
    public async Task Namespace_Deleted_TakesItsContentAlong()
    {
        (await Kubectl("create namespace doomed")).Ok();
        foreach (var command in new[] { "create deployment web --image=hello", "create configmap c", "create service clusterip s --tcp=80" })
            (await KubectlIn("doomed", command)).Ok();
        (await Kubectl("delete namespace doomed --timeout=60s")).Ok();
        Assert.Equal("Error from server (NotFound): namespaces \"doomed\" not found", (await Kubectl("get namespace doomed")).Refused());
    }

    private async Task WaitForSliceAsync(string service, string condition) =>
        (await Kubectl(["wait", "endpointslices", "-l", $"kubernetes.io/service-name={service}", $"--for={condition}", "--timeout=60s"])).Ok();
}
