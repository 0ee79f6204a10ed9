using Kube.EndToEnd.Tests.Workloads;

namespace Kube.EndToEnd.Tests.Faults;

/// <summary>Pods that misbehave, and what the node does about them.</summary>
public sealed class PodFaultTests(WorkingCluster cluster) : WorkloadTest(cluster)
{
    [Fact]
    public async Task Probe_ThatHangs_IsEndedAndCounts()
    {
        (await Kubectl(["apply", "-f", "-"],
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"hanging"},"spec":{"terminationGracePeriodSeconds":1,"containers":[{"name":"c","image":"any","command":["sleep","600"],
             "livenessProbe":{"exec":{"command":["sleep","771771"]},"periodSeconds":1,"timeoutSeconds":1,"failureThreshold":1}}]}}
            """)).Ok();
        await WaitAsync("pod/hanging", "jsonpath={.status.containerStatuses[0].restartCount}=1");
        (await Kubectl("delete pod hanging --timeout=60s")).Ok();
        Assert.Null(HostProcess.Find("sleep", "771771"));
    }

    /// <summary>A gigabyte of output is taken at full speed, put aside in parts, and old parts go.</summary>
    [Fact]
    public async Task Logs_OfAGigabyte_AreRotated()
    {
        (await Kubectl(["apply", "-f", "-"],
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"noisy"},"spec":{"terminationGracePeriodSeconds":1,"containers":[{"name":"c","image":"any",
             "command":["sh","-c","yes 0123456789012345678901234567890123456789012345678901234567890123456789 | head -c 1000000000; touch /tmp/written; sleep 600"],
             "readinessProbe":{"exec":{"command":["test","-e","/tmp/written"]},"periodSeconds":1}}]}}
            """)).Ok();
        await WaitAsync("pod/noisy", "condition=Ready", 120);
        (await Kubectl("logs noisy --tail=1")).Ok();
        var kept = Directory.EnumerateFiles((await Cluster()).DataDirectory, "0.log*", SearchOption.AllDirectories)
            .Where(path => path.Contains($"{Namespace}_noisy_", StringComparison.Ordinal)).ToList();
        Assert.InRange(kept.Count, 2, 5);
        (await Kubectl("delete pod noisy --timeout=60s")).Ok();
    }
}
