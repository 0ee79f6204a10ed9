using Kube.EndToEnd.Tests.Kubectl;
using Kube.Tests.Shared;
using Kube.Tests.Shared.Images;

[assembly: AssemblyFixture(typeof(Kube.EndToEnd.Tests.Containers.ContainerCluster))]

namespace Kube.EndToEnd.Tests.Containers;

/// <summary>
/// A cluster of three nodes with real containers, made when the first class asks: two for whoever comes, and one, tainted, on a small disk, for what nodes go through. It leaves nothing on
/// the machine, or its end fails.
/// </summary>
public sealed class ContainerCluster : IAsyncDisposable
{
    public const string Image = "toolbox:1";
    public const int Nodes = 3;

    private readonly int _number = ClusterNumbers.Take();
    private readonly TemporaryDirectory _directory = new();
    private readonly Lazy<Task<ClusterProcess>> _cluster;

    public ContainerCluster() => _cluster = new(StartAsync);

    internal KubectlRunner Kubectl { get; private set; } = null!;

    internal string DataDirectory => _directory.Combine("data");

    internal string VolumeDirectory => _directory.Combine("volumes");

    /// <summary>Where a node keeps what it keeps.</summary>
    internal string DirectoryOf(int node) => Path.Combine(DataDirectory, $"node-node-{node}");

    internal string AddressOf(int node) => $"10.{200 + (2 * _number)}.0.{node + 1}";

    /// <summary>The machine's own address towards the nodes.</summary>
    internal string HostAddress => AddressOf(0);

    /// <summary>Writes the archives that a cluster for these tests imports, and returns their directory.</summary>
    internal static async Task<string> WriteImagesAsync(TemporaryDirectory directory)
    {
        var images = Directory.CreateDirectory(directory.Combine("images")).FullName;
        await using var archive = File.Create(Path.Combine(images, "toolbox.tar"));
        ToolboxImage.Build().WriteArchive(archive, "docker.io/library/" + Image);
        return images;
    }

    internal Task<ClusterProcess> ClusterAsync() => _cluster.Value;

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_cluster.IsValueCreated) await StopAsync(await _cluster.Value);
        }
        finally
        {
            // Only what went wrong has left it.
            if (_cluster.IsValueCreated && File.ReadAllText("/proc/self/mounts").Contains(DirectoryOf(Nodes), StringComparison.Ordinal)) await RunAsync("umount", "--lazy", DirectoryOf(Nodes));
            _directory.Dispose();
        }
    }

    private async Task StopAsync(ClusterProcess cluster)
    {
        var remains = new Remains(_directory.Path, $"kube{200 + (2 * _number)}", Nodes);
        await cluster.StopAsync();
        await RunAsync("umount", DirectoryOf(Nodes));
        remains.AssertNone(cluster.Output);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(program, arguments);
        await process.WaitForExitAsync(CancellationToken.None);
        Assert.Equal(0, process.ExitCode);
    }

    private async Task<ClusterProcess> StartAsync()
    {
        KubectlProgram.Require();
        var images = await WriteImagesAsync(_directory);
        Directory.CreateDirectory(DirectoryOf(Nodes));
        await RunAsync("mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", DirectoryOf(Nodes));
        IReadOnlyList<string> flags =
        [
            .. ClusterProcess.WithPods(_number), "--container-runtime-endpoint", "auto", "--nodes", $"{Nodes}", "--image-dir", images, "--proxy-mode", "nftables",
            "--volume-dir", VolumeDirectory, "--pod-max-pids", "256", "--eviction-pressure-transition-period", "5s",
        ];
        var cluster = await ClusterProcess.StartAsync(DataDirectory, flags, cancellationToken: CancellationToken.None);
        Kubectl = new KubectlRunner(cluster.Kubeconfig, _directory.Path);
        (await Kubectl.RunAsync(["wait", "nodes", "--all", "--for=condition=Ready", "--timeout=120s"])).Ok();
        (await Kubectl.RunAsync(["taint", "nodes", $"node-{Nodes}", "faults=here:NoSchedule"])).Ok();
        return cluster;
    }
}
