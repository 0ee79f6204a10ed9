using System.Text.RegularExpressions;
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
        await Waiting.UntilAsync(() => !Directory.EnumerateFileSystemEntries(Path.Combine(_directory.Path, "ephemeral")).Any(), "the pod's own volume is still there");

        (await Run("apply -f -", Persistent)).Ok();
        await RunAsync("writes");
        (await Run(["exec", "writes", "--", "sh", "-c", "echo lasting > /data/file"])).Ok();
        (await Run("delete pod writes --wait --timeout=60s")).Ok();
        await RunAsync("reads");
        Assert.Equal("lasting\n", (await Run("exec reads -- cat /data/file")).Ok());
        (await Run("delete pod reads --wait --timeout=60s")).Ok();
        (await Run("delete pvc/lasting pv/lasting --wait --timeout=60s")).Ok();
        await Waiting.UntilAsync(() => !File.ReadAllText("/proc/self/mountinfo").Contains(_directory.Path, StringComparison.Ordinal), "the driver's directories are still mounted");

        async Task RunAsync(string name)
        {
            (await Run("apply -f -", Pod(name, """{"name":"v","persistentVolumeClaim":{"claimName":"lasting"}}"""))).Ok();
            (await Run($"wait pod/{name} --for=condition=Ready --timeout=60s")).Ok();
        }
    }

    /// <summary>A device is attached before a container has it, is larger when its volume is, and is detached when the node has let it go.</summary>
    [Fact]
    public async Task Device_OfADriverThatAttaches_IsInTheContainerGrowsAndIsLetGo()
    {
        const string name = "devices.kube.local";
        await using var driver = await DriverProcess.StartAsync(NodeDirectory, _directory.Path, TimeSpan.Zero, Cancel, name);
        (await Run("apply -f -", Devices(name))).Ok();
        (await Run("apply -f -", DevicePod("first"))).Ok();
        await AttachAsync();
        (await Run("wait pod/first --for=condition=Ready --timeout=60s")).Ok();
        // The node's status is written beside its pods'.
        await UntilAsync(() => ValueAsync("node/node-1", ".status.volumesInUse[*]"), used => used == $"kubernetes.io/csi/{name}^disk-1");
        (await Run(["exec", "first", "--", "sh", "-c", "echo kept | dd of=/dev/disk conv=fsync"])).Ok();
        Assert.Equal("16777216\n", (await Run("exec first -- busybox blockdev --getsize64 /dev/disk")).Ok());
        // A driver that takes too long is left out of the summary.
        var told = new Regex("\"capacityBytes\":16777216,.*\"name\":\"v\",\"pvcRef\":{\"name\":\"disk\",\"namespace\":\"default\"}");
        await UntilAsync(async () => (await Run("get --raw /api/v1/nodes/node-1/proxy/stats/summary")).Ok(), told.IsMatch);
        await EndAsync("first");

        (await Run(["patch", "pv", "disk", "--patch", """{"spec":{"capacity":{"storage":"32Mi"}}}"""])).Ok();
        (await Run("apply -f -", DevicePod("second"))).Ok();
        await AttachAsync();
        (await Run("wait pod/second --for=condition=Ready --timeout=60s")).Ok();
        Assert.Equal("33554432\nkept\n", (await Run(["exec", "second", "--", "sh", "-c", "busybox blockdev --getsize64 /dev/disk; head -n 1 /dev/disk"])).Ok());
        Assert.Equal("32Mi", await ValueAsync("pvc/disk", ".status.capacity.storage"));
        await EndAsync("second");
        (await Run($"delete pvc/disk pv/disk csidriver/{name} --wait --timeout=60s")).Ok();

        async Task EndAsync(string pod)
        {
            (await Run($"delete pod {pod} --ignore-not-found --wait --timeout=60s")).Ok();
            await Waiting.UntilAsync(async () => (await ValueAsync("node/node-1", ".status.volumesInUse")).Length == 0, "the node still uses the volume");
            (await Run("wait volumeattachment --all --for=delete --timeout=60s")).Ok();
        }

        // What attaches volumes is another program than the node; here it is this one.
        async Task AttachAsync()
        {
            var attachment = "";
            await Waiting.UntilAsync(
                async () => (attachment = (await Run(["get", "volumeattachments", "-o", $"jsonpath={{.items[?(@.spec.attacher==\"{name}\")].metadata.name}}"])).Output).Length > 0, "nobody wants the volume attached");
            (await Run(["patch", "volumeattachment", attachment, "--subresource", "status", "--type", "merge", "--patch", """{"status":{"attached":true}}"""])).Ok();
        }
    }

    private static string Devices(string driver) =>
        $$$"""
        {"apiVersion":"v1","kind":"List","items":[
        {"apiVersion":"storage.k8s.io/v1","kind":"CSIDriver","metadata":{"name":"{{{driver}}}"},"spec":{"attachRequired":true} },
        {"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"disk"},"spec":{"capacity":{"storage":"16Mi"},"accessModes":["ReadWriteOnce"],"storageClassName":"none","volumeMode":"Block",
         "persistentVolumeReclaimPolicy":"Retain","csi":{"driver":"{{{driver}}}","volumeHandle":"disk-1","volumeAttributes":{"size":"16777216"} } }},
        {"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"disk"},"spec":{"accessModes":["ReadWriteOnce"],"storageClassName":"none","volumeName":"disk","volumeMode":"Block",
         "resources":{"requests":{"storage":"16Mi"} } }}]}
        """;

    private static string DevicePod(string name) =>
        $$$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}"},"spec":{"nodeName":"node-1","terminationGracePeriodSeconds":0,"volumes":[{"name":"v","persistentVolumeClaim":{"claimName":"disk"}}],
         "containers":[{"name":"c","image":"{{{ContainerCluster.Image}}}","command":["sleep","3600"],"volumeDevices":[{"name":"v","devicePath":"/dev/disk"}]}]}}
        """;

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

    private static Task<string> UntilAsync(Func<Task<string>> ask, Func<string, bool> isRight) => Waiting.UntilAsync(ask, isRight, answer => $"the answer still is: {answer}");

    private async Task<string> ValueAsync(string obj, string path) => (await Run(["get", obj, "-o", $"jsonpath={{{path}}}"])).Ok();

    private Task<KubectlResult> Run(string command, string? input = null) => Run(command.Split(' '), input);

    private Task<KubectlResult> Run(IReadOnlyList<string> arguments, string? input = null) => cluster.Kubectl.RunAsync(arguments, input);
}
