using System.Diagnostics;
using Kube.EndToEnd.Tests.Containers;
using Kube.EndToEnd.Tests.Kubectl;
using Kube.Tests.Shared;

namespace Kube.EndToEnd.Tests.Faults;

/// <summary>The API server in a process of its own, gone while node, controllers and scheduler in another one go on.</summary>
public sealed class AwayTests : IDisposable
{
    private static readonly string s_mortal = $"78{Environment.ProcessId}";

    private static readonly IReadOnlyList<string> s_ranges = ClusterProcess.WithPods(3);

    private readonly TemporaryDirectory _directory = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = TimeSpan.FromSeconds(10) };
    private KubectlRunner _kubectl = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static TimeSpan Absence => TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("KUBE_LONG") == "1" ? 60 : 5);

    public void Dispose()
    {
        _http.Dispose();
        _directory.Dispose();
    }

    /// <summary>Once it hangs, with every connection open and no answer on any, and once it is killed. Services answer, and a container that ends is restarted, all the while.</summary>
    [Fact]
    public async Task ApiServer_AwayForAWhile_StopsNothingAndEverythingCatchesUp()
    {
        KubectlProgram.Require();
        var server = await StartServerAsync(null);
        try
        {
            _kubectl = new KubectlRunner(server.Kubeconfig, _directory.Path);
            await using var others = await ClusterProcess.StartAsync(server.DataDirectory, ["--kubeconfig", server.Kubeconfig, .. s_ranges], cancellationToken: Cancel);
            var address = await MakePodsAsync();

            server.Signal(19);                          // SIGSTOP
            await GoOnWithoutAsync(address);
            server.Signal(18);                          // SIGCONT
            await CatchUpAsync(restarts: 1, replicas: 3);

            server.Signal(9);
            await server.DisposeAsync();
            await GoOnWithoutAsync(address);
            server = await StartServerAsync(server.Port);
            await CatchUpAsync(restarts: 2, replicas: 1);
            (await Kubectl("delete pods --all --grace-period=1 --timeout=60s")).Ok();
            (await Kubectl("delete deployment web --timeout=60s")).Ok();
            (await Kubectl("wait pods --all --for=delete --timeout=60s")).Ok();
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private Task<ClusterProcess> StartServerAsync(int? port) => ClusterProcess.StartAsync(
        _directory.Combine("data"), ["--disable", "scheduler,controllers,node,proxy,dns", .. s_ranges], port, Cancel);

    private async Task<Uri> MakePodsAsync()
    {
        (await _kubectl.RunAsync(["run", "mortal", "--image=any", "--command", "--", "sleep", s_mortal])).Ok();
        (await Kubectl("create deployment web --image=hello --replicas=2")).Ok();
        (await Kubectl("expose deployment web --port=80 --target-port=8080")).Ok();
        (await Kubectl("rollout status deployment web --timeout=60s")).Ok();
        (await Kubectl("wait pod/mortal --for=condition=Ready --timeout=60s")).Ok();
        (await Kubectl("wait endpoints web --for=jsonpath={.subsets[0].addresses[1].ip} --timeout=60s")).Ok();
        var address = new Uri($"http://{(await Kubectl("get service web -o jsonpath={.spec.clusterIP}")).Ok()}/");
        // The proxy is in the other process: what it has not heard of before the server is away, it does not serve meanwhile.
        await Waiting.UntilAsync(() => ContainerTest.FetchAsync(_http, address.AbsoluteUri), text => text.Contains("web-", StringComparison.Ordinal), text => $"{address}: {text}");
        return address;
    }

    private async Task GoOnWithoutAsync(Uri address)
    {
        var clock = Stopwatch.StartNew();
        var before = HostProcess.Find("sleep", s_mortal)!.Value;
        NativeMethods.Kill(before.Id, 9);
        HostProcess? after = null;
        // All the while, not only at its end.
        await Waiting.UntilAsync(
            async () =>
            {
                Assert.Contains("web-", await _http.GetStringAsync(address, Cancel), StringComparison.Ordinal);
                if (HostProcess.Find("sleep", s_mortal) is { } found && found != before) after = found;
                return clock.Elapsed >= Absence && after is not null;
            },
            static done => done, _ => "what ended was not started again", Absence + TimeSpan.FromSeconds(60));
    }

    private async Task CatchUpAsync(int restarts, int replicas)
    {
        (await Kubectl($"wait pod/mortal --for=jsonpath={{.status.containerStatuses[0].restartCount}}={restarts} --timeout=90s")).Ok();
        (await Kubectl("wait pod/mortal --for=condition=Ready --timeout=60s")).Ok();
        (await Kubectl($"scale deployment web --replicas={replicas}")).Ok();
        (await Kubectl($"wait deployment web --for=jsonpath={{.status.readyReplicas}}={replicas} --timeout=90s")).Ok();
        (await Kubectl("wait nodes --all --for=condition=Ready --timeout=60s")).Ok();
        Assert.DoesNotContain("NodeNotReady", (await Kubectl("get events")).Ok(), StringComparison.Ordinal);
    }

    private Task<KubectlResult> Kubectl(string command) => _kubectl.RunAsync(command.Split(' '));
}
