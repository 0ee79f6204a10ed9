using Kube.EndToEnd.Tests.Kubectl;
using Kube.EndToEnd.Tests.Process;
using Kube.Tests.Shared;

namespace Kube.EndToEnd.Tests.Faults;

/// <summary>The whole cluster is killed in the middle of its work and started again on the same directory.</summary>
public sealed class KillTests : IDisposable
{
    private const int Pods = 20;
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>What was acknowledged is there; pods that run go on as the same processes; one that died meanwhile is started again, its exit code known.</summary>
    [Fact]
    public async Task Kill_WithPodsRunningAmidCreates_LosesNothingAndDisturbsNoPod()
    {
        KubectlProgram.Require();
        IReadOnlyList<string> flags = [.. await AdminClient.FlagsAsync(_directory, Cancel), .. ClusterProcess.WithPods(1)];
        HostProcess[] before;
        var acknowledged = new List<string>();
        await using (var cluster = await ClusterProcess.StartAsync(_directory.Combine("data"), flags, cancellationToken: Cancel))
        {
            var kubectl = new KubectlRunner(cluster.Kubeconfig, _directory.Path);
            (await kubectl.RunAsync(["apply", "-f", "-"], string.Concat(Enumerable.Range(0, Pods).Select(Sleeper)))).Ok();
            (await kubectl.RunAsync(["wait", "pods", "--all", "--for=condition=Ready", "--timeout=60s"])).Ok();
            before = [.. Enumerable.Range(0, Pods).Select(number => Find(number) ?? throw new InvalidOperationException($"pod {number} has no process"))];
            await KillAmidCreatesAsync(cluster, acknowledged);
        }

        // One of them dies while nobody watches.
        NativeMethods.Kill(before[0].Id, 9);

        await using var again = await ClusterProcess.StartAsync(_directory.Combine("data"), flags, cancellationToken: Cancel);
        var afterwards = new KubectlRunner(again.Kubeconfig, _directory.Path);
        (await afterwards.RunAsync(["wait", "pod/sleeper-0", "--for=jsonpath={.status.containerStatuses[0].restartCount}=1", "--timeout=60s"])).Ok();
        (await afterwards.RunAsync(["wait", "pods", "--all", "--for=condition=Ready", "--timeout=60s"])).Ok();
        Assert.Equal("137", (await afterwards.RunAsync(["get", "pod", "sleeper-0", "-o", "jsonpath={.status.containerStatuses[0].lastState.terminated.exitCode}"])).Ok());
        Assert.Equal(before[1..], Enumerable.Range(1, Pods - 1).Select(number => Find(number)!.Value));
        var names = (await afterwards.RunAsync(["get", "configmaps", "-o", "jsonpath={.items[*].metadata.name}"])).Ok().Split(' ').ToHashSet();
        Assert.DoesNotContain(acknowledged, name => !names.Contains(name));
        (await afterwards.RunAsync(["delete", "pods", "--all", "--grace-period=1", "--timeout=60s"])).Ok();
        Assert.All(Enumerable.Range(0, Pods), number => Assert.Null(Find(number)));
    }

    public void Dispose() => _directory.Dispose();

    private static HostProcess? Find(int number) => HostProcess.Find("sleep", Seconds(number));

    // How long a pod sleeps is what its process is known by, and no other run's on this machine.
    private static string Seconds(int number) => $"79{Environment.ProcessId}{number:00}";

    private static string Sleeper(int number) =>
        $$$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"sleeper-{{{number}}}"},"spec":{"terminationGracePeriodSeconds":1,"containers":[{"name":"c","image":"any",
         "command":["sleep","{{{Seconds(number)}}}"]}]}}
        """;

    private static async Task KillAmidCreatesAsync(ClusterProcess cluster, List<string> acknowledged)
    {
        using var client = new AdminClient(cluster);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var number = 0; ; number++)
            {
                var name = $"made-{writer}-{number}";
                try
                {
                    await client.CreateConfigMapAsync(name, Cancel);
                }
                catch (HttpRequestException)
                {
                    return;
                }

                lock (acknowledged)
                {
                    acknowledged.Add(name);
                    if (acknowledged.Count == 500) cluster.Signal(9);
                }
            }
        }));
        await cluster.WaitForExitAsync(Cancel);
    }
}
