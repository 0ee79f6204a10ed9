namespace Kube.EndToEnd.Tests.Containers;

/// <summary>Sets of pods, and what they keep.</summary>
public sealed class ContainerSetTests(ContainerCluster cluster) : ContainerTest(cluster)
{
    /// <summary>After a restart each pod has its name, its DNS name and its volume again; the volumes go with their claims.</summary>
    [Fact]
    public async Task StatefulSet_Restarted_KeepsNamesAndVolumes()
    {
        await ApplyAsync(
            """
            {"apiVersion":"v1","kind":"List","items":[
             {"apiVersion":"v1","kind":"Service","metadata":{"name":"db"},"spec":{"clusterIP":"None","selector":{"app":"db"},"ports":[{"port":80}]}},
             {"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"db"},"spec":{"serviceName":"db","replicas":2,"podManagementPolicy":"Parallel","selector":{"matchLabels":{"app":"db"}},
              "template":{"metadata":{"labels":{"app":"db"}},"spec":{"terminationGracePeriodSeconds":0,"containers":[{"name":"db","image":"toolbox:1",
               "command":["sh","-c","hostname >> /data/names; exec sleep 3600"],"volumeMounts":[{"name":"data","mountPath":"/data"}]}]}},
              "volumeClaimTemplates":[{"metadata":{"name":"data"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Mi"}}}}]}}]}
            """);
        (await Kubectl($"rollout status statefulset db --timeout={Limit.TotalSeconds}s")).Ok();
        var before = await ValueAsync("pods --selector=app=db", ".items[*].metadata.uid");

        (await Kubectl("delete pods --selector=app=db")).Ok();
        // The pods themselves: what the set's status says may be from before.
        await UntilAsync(() => ValueAsync("pods --selector=app=db", ".items[*].metadata.uid"), now => now.Split(' ').Length == 2 && !now.Split(' ').Intersect(before.Split(' ')).Any());

        foreach (var name in (string[])["db-0", "db-1"])
        {
            await WaitAsync($"pod/{name}", "condition=Ready");
            Assert.Equal($"{name}\n{name}\n", (await ShellAsync(name, "cat /data/names")).Ok());
            await UntilAsync(async () => (await ShellAsync("db-0", $"nslookup {name}.db.{Namespace}.svc.cluster.local")).Output, found => found.Contains("Address: 10.", StringComparison.Ordinal)
                || found.Contains("Address 1: 10.", StringComparison.Ordinal));
        }

        Assert.Equal("data-db-0 data-db-1", await ValueAsync("pvc", ".items[*].metadata.name"));
        var volumes = Directory.GetDirectories(Cluster.VolumeDirectory);
        (await Kubectl("delete statefulset db")).Ok();
        (await Kubectl("delete pvc --all --timeout=120s")).Ok();
        await UntilAsync(() => Task.FromResult(string.Join(' ', volumes.Where(Directory.Exists))), left => left.Length == 0);
    }

    [Fact]
    public async Task DaemonSet_RunsOnEachNodeThatItMay()
    {
        await ApplyAsync(
            """
            {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"name":"every"},"spec":{"selector":{"matchLabels":{"app":"every"}},"template":{"metadata":{"labels":{"app":"every"}},
             "spec":{"terminationGracePeriodSeconds":0,"containers":[{"name":"c","image":"toolbox:1","command":["sleep","3600"]}]}}}}
            """);
        (await Kubectl($"rollout status daemonset every --timeout={Limit.TotalSeconds}s")).Ok();
        // The third has a taint.
        Assert.Equal(["node-1", "node-2"], (await ValueAsync("pods --selector=app=every", ".items[*].spec.nodeName")).Split(' ').Order(StringComparer.Ordinal));
        (await Kubectl("delete daemonset every --timeout=120s")).Ok();
    }

    /// <summary>What changes in the cluster changes in the container, which goes on; a container's variables stay as they were.</summary>
    [Fact]
    public async Task ConfigMap_Changed_IsSeenInTheVolume()
    {
        (await Kubectl("create configmap settings --from-literal=key=first")).Ok();
        await MakePodAsync(
            "reader", "node-2", "sleep 3600",
            """
            ,"volumes":[{"name":"v","configMap":{"name":"settings"}}],"containers":[{"name":"reader","image":"toolbox:1","command":["sleep","3600"],
             "env":[{"name":"KEY","valueFrom":{"configMapKeyRef":{"name":"settings","key":"key"}}}],"volumeMounts":[{"name":"v","mountPath":"/settings"}]}]
            """);
        await WaitAsync("pod/reader", "condition=Ready");
        Assert.Equal("first first", (await ShellAsync("reader", "echo -n $(cat /settings/key) $KEY")).Ok());

        (await Kubectl(["patch", "configmap", "settings", "-p", """{"data":{"key":"second"}}"""])).Ok();
        Assert.Equal("second first", (await ShellAsync("reader", "timeout 110 sh -c 'until grep -q second /settings/key; do usleep 100000; done'; echo -n $(cat /settings/key) $KEY")).Ok());
    }
}
