using System.Diagnostics;
using System.Text.Json;
using Kube.EndToEnd.Tests.Kubectl;

namespace Kube.EndToEnd.Tests.Containers;

/// <summary>Real containers on two nodes, with the real kubectl.</summary>
public sealed class ContainerTests(ContainerCluster cluster) : IAsyncLifetime
{
    private const string Web = "hostname > /tmp/index.html; exec httpd -f -p 8080 -h /tmp";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await cluster.ClusterAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Nodes_Two_AreReadyWithContainerd()
    {
        var nodes = (await Run("get nodes --no-headers -o wide")).Lines.ToList();
        Assert.Equal(2, nodes.Count);
        Assert.All(nodes, line => Assert.Matches(@"^node-[12] +Ready .* 10\.242\.0\.[23] .* containerd://", line));
    }

    /// <summary>Each has joined as itself: no more than a node may do.</summary>
    [Fact]
    public async Task Nodes_AreKnownByCertificatesOfTheirOwn()
    {
        var issued = (await Run("get csr --no-headers")).Lines;
        foreach (var node in (string[])["node-1", "node-2"])
        {
            Assert.Contains(issued, line => line.Contains("kubernetes.io/kubelet-serving", StringComparison.Ordinal) && line.Contains($"system:node:{node} ", StringComparison.Ordinal) && line.EndsWith("Approved,Issued", StringComparison.Ordinal));
            var own = new KubectlRunner(Path.Combine(cluster.DataDirectory, $"{node}.kubeconfig"), cluster.DataDirectory);
            Assert.StartsWith($"system:node:{node}", (await own.RunAsync(["auth", "whoami", "-o", "jsonpath={.status.userInfo.username}"])).Ok(), StringComparison.Ordinal);
            Assert.Contains("cannot list resource \"secrets\"", (await own.RunAsync(["get", "secrets", "--all-namespaces"])).Refused(), StringComparison.Ordinal);
        }
    }

    /// <summary>From a pod of one node: a pod of the other, a cluster address, a name, the API server; from the host: a node port.</summary>
    [Fact]
    public async Task Network_AcrossNodes_ReachesPodsServicesNamesAndTheApiServer()
    {
        await RunPodAsync("far", "node-2", Web);
        await RunPodAsync("near", "node-1", "sleep 3600");
        (await Run("label pod far app=far --overwrite")).Ok();
        (await Run("expose pod far --port=80 --target-port=8080 --type=NodePort")).Ok();
        var address = await ValueAsync("pod/far", ".status.podIP");
        var service = await ValueAsync("service/far", ".spec.clusterIP");
        var range = System.Net.IPNetwork.Parse(await ValueAsync("node/node-2", ".spec.podCIDR"));
        Assert.True(range.Contains(System.Net.IPAddress.Parse(address)), $"{address} is not of its node's range {range}");

        Assert.Equal("far\n", await FetchAsync($"http://{address}:8080"));
        Assert.Equal("far\n", await FetchAsync($"http://{service}"));
        Assert.Equal("far\n", await FetchAsync("http://far"));
        Assert.Equal("far\n", await FetchAsync("http://far.default.svc.cluster.local"));
        var api = await Run(["exec", "near", "--", "sh", "-c", "nslookup kubernetes.default.svc.cluster.local; nc -w 3 kubernetes.default.svc.cluster.local 443 </dev/null && echo reached"]);
        Assert.Contains("reached", api.Output, StringComparison.Ordinal);

        var port = await ValueAsync("service/far", ".spec.ports[0].nodePort");
        using var http = new HttpClient();
        foreach (var node in (string[])["10.242.0.2", "10.242.0.3"]) Assert.Equal("far\n", await GetAsync(http, $"http://{node}:{port}"));

        static async Task<string> GetAsync(HttpClient http, string url)
        {
            // Each node has a proxy of its own, which follows in its own time.
            var limit = Stopwatch.StartNew();
            while (true)
            {
                try
                {
                    return await http.GetStringAsync(url, Cancel);
                }
                catch (HttpRequestException) when (limit.Elapsed < TimeSpan.FromMinutes(1))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancel);
                }
            }
        }

        async Task<string> FetchAsync(string url)
        {
            // Rules of proxies and zones of DNS follow their service by moments.
            var limit = Stopwatch.StartNew();
            while (true)
            {
                var got = await Run(["exec", "near", "--", "timeout", "3", "wget", "-qO-", url]);
                if (got.ExitCode == 0 || limit.Elapsed > TimeSpan.FromMinutes(1)) return got.Ok();
            }
        }
    }

    [Fact]
    public async Task Streams_OfAContainer_Work()
    {
        await RunPodAsync("streams", "node-1", "echo started; while read line; do echo got $line; done; sleep 3600");

        Assert.Equal("started\n", (await Run("logs streams")).Ok());
        Assert.Equal("streams\n", (await Run("exec streams -- hostname")).Ok());
        var failed = await Run(["exec", "streams", "--", "sh", "-c", "exit 7"]);
        Assert.Equal(7, failed.ExitCode);
        Assert.Equal("typed\n", (await Run(["exec", "-i", "streams", "--", "cat"], "typed\n")).Ok());
        Assert.Contains("executable file not found in $PATH", (await Run("exec streams -- nosuch")).Refused(), StringComparison.Ordinal);

        var file = Path.Combine(cluster.DataDirectory, "copied");
        await File.WriteAllTextAsync(file, "contents", Cancel);
        (await Run($"cp {file} streams:/tmp/copied")).Ok();
        Assert.Equal("contents", (await Run("exec streams -- cat /tmp/copied")).Ok());
    }

    [Fact]
    public async Task Container_OutOfMemory_IsToldSo()
    {
        var pod =
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"oom"},"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"toolbox:1",
             "command":["sh","-c","x=$(head -c 100000000 /dev/zero | tr '\\0' x); echo $x"],"resources":{"limits":{"memory":"24Mi"}}}]}}
            """;
        (await Run("apply -f -", pod)).Ok();
        await WaitAsync("pod/oom", "jsonpath={.status.phase}=Failed");
        var ended = JsonDocument.Parse(await ValueAsync("pod/oom", ".status.containerStatuses[0].state.terminated")).RootElement;
        Assert.Equal("OOMKilled", ended.GetProperty("reason").GetString());
        Assert.Equal(137, ended.GetProperty("exitCode").GetInt32());
    }

    [Fact]
    public async Task Container_ThatFails_IsRestartedAndItsLastWordsAreKept()
    {
        (await Run(["run", "failing", "--image", ContainerCluster.Image, "--command", "--", "sh", "-c", "echo attempt; exit 3"])).Ok();
        await WaitAsync("pod/failing", "jsonpath={.status.containerStatuses[0].state.waiting.reason}=CrashLoopBackOff");
        Assert.Equal("attempt\n", (await Run("logs failing --previous")).Ok());
    }

    /// <summary>What runs containers may come and go; they stay.</summary>
    [Fact]
    public async Task Containerd_Killed_ContainersGoOnAndItIsReachedAgain()
    {
        await RunPodAsync("steady", "node-2", "sleep 3600");
        var before = await ValueAsync("pod/steady", ".status.containerStatuses[0].containerID");
        using var containerd = System.Diagnostics.Process.GetProcessById(ContainerCluster.Runs(Path.Combine(cluster.DataDirectory, "node-node-2")).Single().Containerd);
        containerd.Kill();
        await containerd.WaitForExitAsync(Cancel);

        var limit = Stopwatch.StartNew();
        KubectlResult said;
        do
        {
            said = await Run("exec steady -- hostname");
        }
        while (said.ExitCode != 0 && limit.Elapsed < TimeSpan.FromMinutes(1));

        Assert.Equal("steady\n", said.Ok());
        Assert.Equal(before, await ValueAsync("pod/steady", ".status.containerStatuses[0].containerID"));
        await RunPodAsync("after", "node-2", "sleep 3600");
    }

    private async Task RunPodAsync(string name, string node, string script)
    {
        var overrides = $$$"""{"spec":{"nodeName":"{{{node}}}","terminationGracePeriodSeconds":1}}""";
        (await Run(["run", name, "--image", ContainerCluster.Image, "--overrides", overrides, "--command", "--", "sh", "-c", script])).Ok();
        await WaitAsync($"pod/{name}", "condition=Ready");
    }

    private async Task<string> ValueAsync(string obj, string path) => (await Run(["get", obj, "-o", $"jsonpath={{{path}}}"])).Ok();

    private async Task WaitAsync(string obj, string condition) => (await Run(["wait", obj, $"--for={condition}", "--timeout=60s"])).Ok();

    private Task<KubectlResult> Run(string command, string? input = null) => Run(command.Split(' '), input);

    private Task<KubectlResult> Run(IReadOnlyList<string> arguments, string? input = null) => cluster.Kubectl.RunAsync(arguments, input);
}
