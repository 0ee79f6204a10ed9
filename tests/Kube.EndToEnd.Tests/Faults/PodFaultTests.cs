using Kube.EndToEnd.Tests.Workloads;
using Kube.Tests.Shared;

namespace Kube.EndToEnd.Tests.Faults;

/// <summary>Pods that misbehave, and what the node does about them.</summary>
public sealed class PodFaultTests(WorkingCluster cluster) : WorkloadTest(cluster)
{
    private static readonly string s_hanging = $"76{Environment.ProcessId}";

    [Fact]
    public async Task Probe_ThatHangs_IsEndedAndCounts()
    {
        (await Kubectl(["apply", "-f", "-"],
            $$$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"hanging"},"spec":{"terminationGracePeriodSeconds":1,"containers":[{"name":"c","image":"any","command":["sleep","600"],
             "livenessProbe":{"exec":{"command":["sleep","{{{s_hanging}}}"]},"periodSeconds":1,"timeoutSeconds":1,"failureThreshold":1} }]} }
            """)).Ok();
        await WaitAsync("pod/hanging", "jsonpath={.status.containerStatuses[0].restartCount}=1");
        (await Kubectl("delete pod hanging --timeout=60s")).Ok();
        Assert.Null(HostProcess.Find("sleep", s_hanging));
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
        var data = (await Cluster()).DataDirectory;
        // The node looks at the sizes every few seconds; while it packs a part there is one file more.
        await Waiting.UntilAsync(
            () => Task.FromResult(Directory.EnumerateFiles(data, "0.log*", SearchOption.AllDirectories).Count(path => path.Contains($"{Namespace}_noisy_", StringComparison.Ordinal))),
            kept => kept is >= 2 and <= 5, kept => $"{kept} files of the log are there");
        (await Kubectl("delete pod noisy --timeout=60s")).Ok();
    }
}
