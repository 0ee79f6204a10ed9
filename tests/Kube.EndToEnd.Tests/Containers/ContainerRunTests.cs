using System.Diagnostics;
using Kube.EndToEnd.Tests.Faults;
using Kube.EndToEnd.Tests.Kubectl;
using Kube.Tests.Shared;

namespace Kube.EndToEnd.Tests.Containers;

/// <summary>One run of a cluster after the other, with containers on two nodes and services through sockets of the agents.</summary>
public sealed class ContainerRunTests : IDisposable
{
    private const int Nodes = 2;
    private static readonly string s_mortal = $"77{Environment.ProcessId}";
    private readonly int _number = ClusterNumbers.Take();
    private readonly TemporaryDirectory _directory = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = TimeSpan.FromSeconds(30) };

    private string Bridge => $"kube{200 + (2 * _number)}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static TimeSpan Absence => TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("KUBE_LONG") == "1" ? 120 : 3);

    public void Dispose()
    {
        _http.Dispose();
        _directory.Dispose();
    }

    /// <summary>
    /// The API server hangs: containers and services go on, and what ended is started again. Then everything is killed at once: the next run, on another directory, takes away what is
    /// left, and leaves nothing itself.
    /// </summary>
    [Fact]
    public async Task Cluster_AwayThenKilled_PodsGoOnAndTheNextRunCleansUp()
    {
        KubectlProgram.Require();
        IReadOnlyList<string> flags =
            [.. ClusterProcess.WithPods(_number), "--container-runtime-endpoint", "auto", "--nodes", $"{Nodes}", "--image-dir", await ContainerCluster.WriteImagesAsync(_directory)];
        await using var first = await ClusterProcess.StartAsync(_directory.Combine("first"), flags, cancellationToken: Cancel);
        var kubectl = new KubectlRunner(first.Kubeconfig, _directory.Path);
        var url = await MakePodsAsync(kubectl);

        first.Signal(19);                           // SIGSTOP
        await GoOnWithoutAsync(url);
        first.Signal(18);                           // SIGCONT
        (await kubectl.RunAsync(["wait", "pod/mortal", "--for=jsonpath={.status.containerStatuses[0].restartCount}=1", "--timeout=120s"])).Ok();

        var remains = new Remains(first.DataDirectory, Bridge, Nodes);
        first.Signal(19);
        foreach (var node in (string[])["node-1", "node-2"]) Assert.Equal(0, NativeMethods.Kill(Remains.AgentOf(node, first.DataDirectory)!.Value, 9));
        first.Signal(9);
        await first.WaitForExitAsync(Cancel);
        Assert.Contains(remains.Own, line => line.Contains("containerd-shim", StringComparison.Ordinal));

        await using var second = await ClusterProcess.StartAsync(_directory.Combine("second"), flags, cancellationToken: Cancel);
        // It is ready when it serves; its nodes take away what is left while they start.
        await Waiting.UntilAsync(() => remains.Own.Count == 0, "what the killed run left is still there");
        Assert.Null(HostProcess.Find("sleep", s_mortal));
        kubectl = new KubectlRunner(second.Kubeconfig, _directory.Path);
        (await kubectl.RunAsync(["wait", "nodes", "--all", "--for=condition=Ready", "--timeout=120s"])).Ok();
        await MakePodsAsync(kubectl);
        remains = new Remains(second.DataDirectory, Bridge, Nodes);
        await second.StopAsync();
        remains.AssertNone(second.Output);
    }

    private async Task<string> MakePodsAsync(KubectlRunner kubectl)
    {
        (await kubectl.RunAsync(["create", "deployment", "web", "--image", ContainerCluster.Image, "--replicas=2", "--", "sh", "-c", "hostname > /tmp/index.html; exec httpd -f -p 8080 -h /tmp"])).Ok();
        (await kubectl.RunAsync(["expose", "deployment", "web", "--port=80", "--target-port=8080", "--type=NodePort"])).Ok();
        (await kubectl.RunAsync(["run", "mortal", "--image", ContainerCluster.Image, "--command", "--", "sleep", s_mortal])).Ok();
        (await kubectl.RunAsync(["rollout", "status", "deployment", "web", "--timeout=120s"])).Ok();
        (await kubectl.RunAsync(["wait", "pod/mortal", "--for=condition=Ready", "--timeout=120s"])).Ok();
        var url = $"http://10.{200 + (2 * _number)}.0.2:{(await kubectl.RunAsync(["get", "service", "web", "-o", "jsonpath={.spec.ports[0].nodePort}"])).Ok()}";
        // The node's proxy may not have heard of it yet.
        await Waiting.UntilAsync(() => ContainerTest.FetchAsync(_http, url), text => text.StartsWith("web-", StringComparison.Ordinal), text => $"{url}: {text}", TimeSpan.FromSeconds(120));
        return url;
    }

    private async Task GoOnWithoutAsync(string url)
    {
        var clock = Stopwatch.StartNew();
        var before = HostProcess.Find("sleep", s_mortal)!.Value;
        Assert.Equal(0, NativeMethods.Kill(before.Id, 9));
        HostProcess? after = null;
        // All the while, not only at its end.
        await Waiting.UntilAsync(
            async () =>
            {
                Assert.StartsWith("web-", await _http.GetStringAsync(url, Cancel), StringComparison.Ordinal);
                if (HostProcess.Find("sleep", s_mortal) is { } found && found != before) after = found;
                return clock.Elapsed >= Absence && after is not null;
            },
            static done => done, _ => "what ended was not started again", Absence + TimeSpan.FromSeconds(120));
    }
}
