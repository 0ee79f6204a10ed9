using Kube.EndToEnd.Tests.Kubectl;
using Kube.Tests.Shared;

namespace Kube.EndToEnd.Tests.Containers;

/// <summary>Volumes of a storage driver in a process of its own, in real containers.</summary>
public sealed class StorageDriverTests(ContainerCluster cluster) : IAsyncLifetime
{
    private const string Declaration =
        $$$"""
        {"apiVersion":"storage.k8s.io/v1","kind":"CSIDriver","metadata":{"name":"{{{DriverProcess.Name}}}"},
         "spec":{"attachRequired":false,"podInfoOnMount":true,"volumeLifecycleModes":["Persistent","Ephemeral"]}}
        """;

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string NodeDirectory => Path.Combine(cluster.DataDirectory, "node-node-1");

    public async ValueTask InitializeAsync()
    {
        await cluster.ClusterAsync();
        (await Run("apply -f -", Declaration)).Ok();
    }

    public async ValueTask DisposeAsync()
    {
        await Run($"delete csidriver {DriverProcess.Name} --ignore-not-found");
        _directory.Dispose();
    }

    /// <summary>A pod waits for a driver that is not there yet, and for one that takes its time; its own volume goes with it, one that lasts goes on to the next pod.</summary>
    [Fact]
    public async Task Pods_OfALateDriver_RunWhenItHasAnswered()
    {
        (await Run("apply -f -", Pod("early", $$$"""{"name":"v","csi":{"driver":"{{{DriverProcess.Name}}}"}}"""))).Ok();
        await Waiting.UntilAsync(async () => (await Run("get events --field-selector involvedObject.name=early,reason=FailedMount -o jsonpath={.items[*].message}")).Output
            .Contains($"driver name {DriverProcess.Name} not found in the list of registered CSI drivers", StringComparison.Ordinal), "nothing was said of the missing driver");
        Assert.Equal("Pending", await ValueAsync("pod/early", ".status.phase"));

        await using var driver = await DriverProcess.StartAsync(NodeDirectory, _directory.Path, TimeSpan.FromSeconds(1), Cancel);
        (await Run("wait pod/early --for=condition=Ready --timeout=60s")).Ok();
        Assert.Contains(DriverProcess.Name, await ValueAsync("csinode/node-1", ".spec.drivers[*].name"), StringComparison.Ordinal);
        (await Run(["exec", "early", "--", "sh", "-c", "echo kept > /data/file"])).Ok();
        Assert.Equal("kept\n", await File.ReadAllTextAsync(Directory.EnumerateFiles(_directory.Path, "file", SearchOption.AllDirectories).Single(), Cancel));

        (await Run("delete pod early --wait --timeout=60s")).Ok();
        await Waiting.UntilAsync(() => Task.FromResult(!Directory.EnumerateFileSystemEntries(Path.Combine(_directory.Path, "ephemeral")).Any()), "the pod's own volume is still there");

        (await Run("apply -f -", Persistent)).Ok();
        await RunAsync("writes");
        (await Run(["exec", "writes", "--", "sh", "-c", "echo lasting > /data/file"])).Ok();
        (await Run("delete pod writes --wait --timeout=60s")).Ok();
        await RunAsync("reads");
        Assert.Equal("lasting\n", (await Run("exec reads -- cat /data/file")).Ok());
        (await Run("delete pod reads --wait --timeout=60s")).Ok();
        (await Run("delete pvc/lasting pv/lasting --wait --timeout=60s")).Ok();
        await Waiting.UntilAsync(() => Task.FromResult(!File.ReadAllText("/proc/self/mountinfo").Contains(_directory.Path, StringComparison.Ordinal)), "the driver's directories are still mounted");

        async Task RunAsync(string name)
        {
            (await Run("apply -f -", Pod(name, """{"name":"v","persistentVolumeClaim":{"claimName":"lasting"}}"""))).Ok();
            (await Run($"wait pod/{name} --for=condition=Ready --timeout=60s")).Ok();
        }
    }

    private static string Persistent =>
        $$$"""
        {"apiVersion":"v1","kind":"List","items":[
        {"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"lasting"},"spec":{"capacity":{"storage":"1Mi"},"accessModes":["ReadWriteOnce"],"storageClassName":"none",
         "persistentVolumeReclaimPolicy":"Retain","csi":{"driver":"{{{DriverProcess.Name}}}","volumeHandle":"lasting-1"} }},
        {"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"lasting"},"spec":{"accessModes":["ReadWriteOnce"],"storageClassName":"none","volumeName":"lasting",
         "resources":{"requests":{"storage":"1Mi"} } }}]}
        """;

    private static string Pod(string name, string volume) =>
        $$$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}"},"spec":{"nodeName":"node-1","terminationGracePeriodSeconds":0,"volumes":[{{{volume}}}],
         "containers":[{"name":"c","image":"{{{ContainerCluster.Image}}}","command":["sleep","3600"],"volumeMounts":[{"name":"v","mountPath":"/data"}]}]}}
        """;

    private async Task<string> ValueAsync(string obj, string path) => (await Run(["get", obj, "-o", $"jsonpath={{{path}}}"])).Ok();

    private Task<KubectlResult> Run(string command, string? input = null) => Run(command.Split(' '), input);

    private Task<KubectlResult> Run(IReadOnlyList<string> arguments, string? input = null) => cluster.Kubectl.RunAsync(arguments, input);
}
