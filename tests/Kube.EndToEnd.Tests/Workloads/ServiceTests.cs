using System.Net;
using Kube.EndToEnd.Tests.Containers;
using Kube.Tests.Shared;

namespace Kube.EndToEnd.Tests.Workloads;

/// <summary>Services: by address, by name, by node port, and while their pods are replaced.</summary>
public sealed class ServiceTests(WorkingCluster cluster) : WorkloadTest(cluster)
{
    // From inside a pod there is no HTTP client to rely on; bash speaks enough of it, and resolves names as any program of the pod does.
    private const string Fetch = "exec 3<>/dev/tcp/$0/$1; printf 'GET / HTTP/1.0\\r\\nHost: x\\r\\n\\r\\n' >&3; cat <&3";

    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = TimeSpan.FromSeconds(10) };

    [Fact]
    public async Task Service_ByItsClusterAddress_ReachesEveryReplica()
    {
        (await Kubectl("create deployment web --image=hello --replicas=3")).Ok();
        Assert.Equal("service/web exposed\n", (await Kubectl("expose deployment web --port=80 --target-port=8080")).Ok());
        (await Kubectl("rollout status deployment web --timeout=60s")).Ok();
        var address = await ValueAsync("service/web", ".spec.clusterIP");
        await WaitForEndpointsAsync("web", 3);

        var names = (await Kubectl("get pods -l app=web -o jsonpath={.items[*].metadata.name}")).Ok().Split(' ');
        await AnswersAsync($"http://{address}/", "web-");
        var reached = new HashSet<string>();
        await Waiting.UntilAsync(
            async () =>
            {
                reached.Add(names.Single((await _http.GetStringAsync(new Uri($"http://{address}/"), Cancel)).Contains));
                return reached.Count;
            },
            count => count == 3, _ => $"of {string.Join(' ', names)} only {string.Join(' ', reached)} are reached");
    }

    [Fact]
    public async Task Service_ByItsName_IsReachedFromAnotherPod()
    {
        (await Kubectl("create deployment named --image=hello --replicas=2")).Ok();
        (await Kubectl("expose deployment named --port=80 --target-port=8080")).Ok();
        (await Kubectl("rollout status deployment named --timeout=60s")).Ok();
        await WaitForEndpointsAsync("named", 2);
        (await Kubectl(["run", "client", "--image=any", "--command", "--", "sleep", "3600"])).Ok();
        await WaitAsync("pod/client", "condition=Ready");
        foreach (var name in new[] { "named", $"named.{Namespace}", $"named.{Namespace}.svc.cluster.local" })
        {
            await Waiting.UntilAsync(
                () => Kubectl(["exec", "client", "--", "bash", "-c", Fetch, name, "80"]), answer => answer.Output.Contains("named-", StringComparison.Ordinal), answer => $"{name}: {answer.Output}{answer.Error}");
        }

        Assert.NotEqual(0, (await Kubectl(["exec", "client", "--", "bash", "-c", Fetch, "no-such-service", "80"])).ExitCode);
    }

    [Fact]
    public async Task ApiServer_ByItsName_IsReachedFromAPodWithItsToken()
    {
        (await Kubectl(["run", "inside", "--image=any", "--command", "--", "sleep", "3600"])).Ok();
        await WaitAsync("pod/inside", "condition=Ready");
        var listening = await Kubectl(["exec", "inside", "--", "bash", "-c", "exec 3<>/dev/tcp/kubernetes.default/443 && cat /var/run/secrets/kubernetes.io/serviceaccount/namespace"]);
        Assert.Equal(Namespace, listening.Ok());
    }

    [Fact]
    public async Task NodePort_OfAService_AnswersOnTheNode()
    {
        (await Kubectl("create deployment ported --image=hello --replicas=1")).Ok();
        (await Kubectl("expose deployment ported --type=NodePort --port=80 --target-port=8080")).Ok();
        (await Kubectl("rollout status deployment ported --timeout=60s")).Ok();
        await WaitForEndpointsAsync("ported", 1);
        var port = await ValueAsync("service/ported", ".spec.ports[0].nodePort");
        await AnswersAsync($"http://127.0.0.1:{port}/", "ported-");
    }

    /// <summary>Requests go on, each on a connection of its own, while every pod is replaced; none may fail.</summary>
    [Fact]
    public async Task Rollout_UnderLoad_FailsNoRequest()
    {
        (await Kubectl("create deployment loaded --image=hello --replicas=3")).Ok();
        (await Kubectl("expose deployment loaded --port=80 --target-port=8080")).Ok();
        (await Kubectl("rollout status deployment loaded --timeout=60s")).Ok();
        await WaitForEndpointsAsync("loaded", 3);
        var address = new Uri($"http://{await ValueAsync("service/loaded", ".spec.clusterIP")}/");

        await AnswersAsync(address.AbsoluteUri, "loaded-");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var load = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => LoadAsync(address, stop.Token)));
        (await Kubectl("rollout restart deployment loaded")).Ok();
        (await Kubectl("rollout status deployment loaded --timeout=90s")).Ok();
        await stop.CancelAsync();
        var results = await load;
        Assert.Empty(results.SelectMany(result => result.Failures).Take(5));
        Assert.True(results.Sum(result => result.Answers) > 20);
    }

    private async Task<(int Answers, List<string> Failures)> LoadAsync(Uri address, CancellationToken stop)
    {
        var answers = 0;
        List<string> failures = [];
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var answer = await _http.GetAsync(address, Cancel);
                if (answer.StatusCode == HttpStatusCode.OK) answers++;
                else failures.Add(answer.StatusCode.ToString());
            }
            catch (HttpRequestException e)
            {
                failures.Add(e.ToString());
            }
        }

        return (answers, failures);
    }

    // The rules follow the endpoints, in the proxy's own time.
    private Task AnswersAsync(string url, string name) =>
        Waiting.UntilAsync(() => ContainerTest.FetchAsync(_http, url), answer => answer.Contains(name, StringComparison.Ordinal), answer => $"{url}: {answer}");

    private async Task WaitForEndpointsAsync(string service, int count) =>
        (await Kubectl(["wait", "endpoints", service, $"--for=jsonpath={{.subsets[0].addresses[{count - 1}].ip}}", "--timeout=60s"])).Ok();
}
