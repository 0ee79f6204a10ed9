using System.Collections.Concurrent;

namespace Kube.EndToEnd.Tests.Containers;

/// <summary>Services and policies by rules of the kernel, across nodes.</summary>
public sealed class ContainerServiceTests(ContainerCluster cluster) : ContainerTest(cluster)
{
    private const string Web = "hostname > /tmp/index.html; exec httpd -f -p 8080 -h /tmp";

    /// <summary>Twenty clients of a service that is not sticky are spread over its pods; of one that is, all come to the same, by its address and by its node port.</summary>
    [Fact]
    public async Task Affinity_ByClient_OrNone()
    {
        (await Kubectl(["create", "deployment", "many", "--image", ContainerCluster.Image, "--replicas=3", "--", "sh", "-c", Web])).Ok();
        await MakePodAsync("client", "node-1", "sleep 3600");
        (await Kubectl("expose deployment many --port=80 --target-port=8080 --type=NodePort")).Ok();
        (await Kubectl("expose deployment many --name=sticky --port=80 --target-port=8080 --type=NodePort --session-affinity=ClientIP")).Ok();
        (await Kubectl($"rollout status deployment many --timeout={Limit.TotalSeconds}s")).Ok();
        await WaitAsync("pod/client", "condition=Ready");

        await UntilAsync(() => AnswersAsync("many", 20), answers => Distinct(answers) > 1);
        var one = await UntilAsync(() => AnswersAsync("sticky", 1), answers => Distinct(answers) == 1);
        Assert.Equal(1, Distinct(one + await AnswersAsync("sticky", 20)));

        var port = await ValueAsync("service/sticky", ".spec.ports[0].nodePort");
        using var http = NewConnections();
        var seen = new HashSet<string>();
        for (var i = 0; i < 10; i++) seen.Add(await http.GetStringAsync($"http://{Cluster.AddressOf(1)}:{port}", Cancel));
        Assert.Single(seen);

        async Task<string> AnswersAsync(string service, int count) => (await ShellAsync("client", $"for i in $(seq {count}); do timeout 3 wget -qO- http://{service}; done")).Output;
        static int Distinct(string answers) => answers.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Count();
    }

    /// <summary>Each request is a connection of its own; while one version takes the other's place, none is refused, cut or lost.</summary>
    [Fact]
    public async Task RollingUpdate_UnderLoad_NoRequestFails()
    {
        await ApplyAsync(Rolling("one"));
        (await Kubectl("expose deployment rolling --port=80 --target-port=8080 --type=NodePort")).Ok();
        (await Kubectl($"rollout status deployment rolling --timeout={Limit.TotalSeconds}s")).Ok();
        var url = $"http://{Cluster.AddressOf(2)}:{await ValueAsync("service/rolling", ".spec.ports[0].nodePort")}";
        using var http = NewConnections();
        await UntilAsync(() => FetchAsync(http, url), answer => answer == "one\n");

        var (answers, failures) = (new ConcurrentDictionary<string, int>(), new ConcurrentQueue<string>());
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var load = Enumerable.Range(0, 4).Select(_ => LoadAsync()).ToList();
        await ApplyAsync(Rolling("two"));
        (await Kubectl($"rollout status deployment rolling --timeout={Limit.TotalSeconds}s")).Ok();
        await WaitAsync("pods --selector version=one", "delete");
        await end.CancelAsync();
        await Task.WhenAll(load);

        Assert.Empty(failures);
        Assert.True(answers.GetValueOrDefault("one\n") > 0 && answers.GetValueOrDefault("two\n") > 0, string.Join(", ", answers));

        async Task LoadAsync()
        {
            while (!end.IsCancellationRequested)
            {
                try
                {
                    answers.AddOrUpdate(await http.GetStringAsync(url, Cancel), 1, static (_, count) => count + 1);
                    // Constant, not all that the machine can do: others are on it.
                    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel);
                }
                catch (HttpRequestException e)
                {
                    failures.Enqueue($"{DateTimeOffset.UtcNow:HH:mm:ss.fff} {e.Message}");
                }
            }
        }
    }

    /// <summary>A policy lets in whom it names, from either node, and is gone when it is deleted.</summary>
    [Fact]
    public async Task NetworkPolicy_OfAPod_LetsInWhomItNames()
    {
        await Task.WhenAll(
            MakePodAsync("guarded", "node-1", "while true; do echo hello | nc -l -p 8080; done"), MakePodAsync("friend", "node-2", "sleep 3600"), MakePodAsync("stranger", "node-2", "sleep 3600"));
        await WaitAsync("pods guarded friend stranger", "condition=Ready");
        var address = await ValueAsync("pod/guarded", ".status.podIP");
        await UntilAsync(() => ReachAsync("stranger"), answer => answer == "hello\n");

        await ApplyAsync(
            """
            {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"friends"},"spec":{"podSelector":{"matchLabels":{"run":"guarded"}},
             "policyTypes":["Ingress"],"ingress":[{"from":[{"podSelector":{"matchLabels":{"run":"friend"}}}],"ports":[{"port":8080}]}]}}
            """);
        await UntilAsync(() => ReachAsync("stranger"), answer => answer.Length == 0);
        await UntilAsync(() => ReachAsync("friend"), answer => answer == "hello\n");
        Assert.Equal("", await ReachAsync("stranger"));
        (await Kubectl("delete networkpolicy friends")).Ok();
        await UntilAsync(() => ReachAsync("stranger"), answer => answer == "hello\n");

        // Between two connections nobody listens; a policy that drops lets no try through.
        async Task<string> ReachAsync(string pod) =>
            (await ShellAsync(pod, $"for i in $(seq 3); do x=$(timeout 2 nc {address} 8080 </dev/null); [ -n \"$x\" ] && echo $x && break; done")).Output;
    }

    private static HttpClient NewConnections() => new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = TimeSpan.FromSeconds(30) };

    // What ends goes on serving until every node's rules know, as upstream's documentation has it.
    private static string Rolling(string version) =>
        """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"rolling","labels":{"app":"rolling"}},"spec":{"replicas":2,"strategy":{"rollingUpdate":{"maxSurge":1,"maxUnavailable":0}},
         "selector":{"matchLabels":{"app":"rolling"}},"template":{"metadata":{"labels":{"app":"rolling","version":"VERSION"}},"spec":{"terminationGracePeriodSeconds":6,
         "containers":[{"name":"web","image":"toolbox:1","command":["sh","-c","echo VERSION > /tmp/index.html; exec httpd -f -p 8080 -h /tmp"],
         "readinessProbe":{"httpGet":{"port":8080,"path":"/"},"periodSeconds":1},"lifecycle":{"preStop":{"sleep":{"seconds":5}}}}]}}}}
        """.Replace("VERSION", version, StringComparison.Ordinal);
}
