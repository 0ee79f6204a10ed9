using System.Text.RegularExpressions;
using Kube.EndToEnd.Tests.Kubectl;

namespace Kube.EndToEnd.Tests.Containers;

/// <summary>Nodes, and what reaches what across them.</summary>
public sealed class ContainerNetworkTests(ContainerCluster cluster) : ContainerTest(cluster)
{
    [Fact]
    public async Task Nodes_AreReadyWithContainerd()
    {
        var place = string.Join('|', Enumerable.Range(1, ContainerCluster.Nodes).Select(Cluster.AddressOf).Select(Regex.Escape));
        var ready = new Regex($"(?m)^node-[123] +Ready .* ({place}) .* containerd://");
        // Other tests have one of them go through something at the same time.
        var nodes = await UntilAsync(async () => (await Kubectl("get nodes --no-headers -o wide")).Ok(), lines => ready.Count(lines) == ContainerCluster.Nodes);
        Assert.Equal(ContainerCluster.Nodes, nodes.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        // What the runtime cannot do is told in the node's object, and here for whoever reads the log of a run.
        TestContext.Current.TestOutputHelper?.WriteLine(await ValueAsync("node/node-1", ".status.nodeInfo.containerRuntimeVersion} {.status.runtimeHandlers} {.status.features"));
    }

    /// <summary>Each has joined as itself: no more than a node may do.</summary>
    [Fact]
    public async Task Nodes_AreKnownByCertificatesOfTheirOwn()
    {
        foreach (var node in (string[])["node-1", "node-2"])
        {
            // A node is ready before its endpoint has a certificate.
            await UntilAsync(
                async () => (await Kubectl("get csr --no-headers")).Ok(),
                issued => issued.Split('\n').Any(line => line.Contains("kubernetes.io/kubelet-serving", StringComparison.Ordinal) && line.Contains($"system:node:{node} ", StringComparison.Ordinal) && line.EndsWith("Approved,Issued", StringComparison.Ordinal)));
            var own = new KubectlRunner(Path.Combine(Cluster.DataDirectory, $"{node}.kubeconfig"), Cluster.DataDirectory);
            Assert.StartsWith($"system:node:{node}", (await own.RunAsync(["auth", "whoami", "-o", "jsonpath={.status.userInfo.username}"])).Ok(), StringComparison.Ordinal);
            Assert.Contains("cannot list resource \"secrets\"", (await own.RunAsync(["get", "secrets", "--all-namespaces"])).Refused(), StringComparison.Ordinal);
        }
    }

    /// <summary>From a pod of one node: a pod of the other, a cluster address, a name, the API server; from the host: a node port.</summary>
    [Fact]
    public async Task Network_AcrossNodes_ReachesPodsServicesNamesAndTheApiServer()
    {
        await Task.WhenAll(
            RunPodAsync("far", "node-2", "hostname > /tmp/index.html; exec httpd -f -p 8080 -h /tmp"), RunPodAsync("near", "node-1", "sleep 3600"));
        (await Kubectl("expose pod far --port=80 --target-port=8080 --type=NodePort")).Ok();
        var address = await ValueAsync("pod/far", ".status.podIP");
        var service = await ValueAsync("service/far", ".spec.clusterIP");
        var range = System.Net.IPNetwork.Parse(await ValueAsync("node/node-2", ".spec.podCIDR"));
        Assert.True(range.Contains(System.Net.IPAddress.Parse(address)), $"{address} is not of its node's range {range}");

        foreach (var place in (string[])[$"{address}:8080", service, "far", $"far.{Namespace}.svc.cluster.local"])
            await UntilAsync(async () => (await ShellAsync("near", $"timeout 5 wget -qO- http://{place}")).Output, answer => answer == "far\n");
        await UntilAsync(
            async () => (await ShellAsync("near", "nslookup kubernetes.default.svc.cluster.local; nc -w 3 kubernetes.default.svc.cluster.local 443 </dev/null && echo reached")).Output,
            said => said.Contains("reached", StringComparison.Ordinal));

        var port = await ValueAsync("service/far", ".spec.ports[0].nodePort");
        using var http = new HttpClient();
        // Each node has a proxy of its own, which follows in its own time.
        foreach (var node in (int[])[1, 2]) await UntilAsync(() => FetchAsync(http, $"http://{Cluster.AddressOf(node)}:{port}"), answer => answer == "far\n");
    }

    [Fact]
    public async Task Container_ThatFails_IsRestartedAndItsLastWordsAreKept()
    {
        (await Kubectl(["run", "failing", "--image", ContainerCluster.Image, "--command", "--", "sh", "-c", "echo attempt; exit 3"])).Ok();
        await WaitAsync("pod/failing", "jsonpath={.status.containerStatuses[0].state.waiting.reason}=CrashLoopBackOff");
        Assert.Equal("attempt\n", (await Kubectl("logs failing --previous")).Ok());
    }
}
