using System.Globalization;
using Kube.EndToEnd.Tests.Kubectl;
using Kube.Tests.Shared;
using Kube.Tests.Shared.Images;

[assembly: AssemblyFixture(typeof(Kube.EndToEnd.Tests.Containers.ContainerCluster))]

namespace Kube.EndToEnd.Tests.Containers;

/// <summary>A cluster of two nodes with real containers, made when the first class asks. It leaves nothing on the machine, or its end fails.</summary>
public sealed class ContainerCluster : IAsyncDisposable
{
    public const string Image = "toolbox:1";

    private const int Number = 21;
    private readonly TemporaryDirectory _directory = new();
    private readonly Lazy<Task<ClusterProcess>> _cluster;

    public ContainerCluster() => _cluster = new(StartAsync);

    internal KubectlRunner Kubectl { get; private set; } = null!;

    internal string DataDirectory => _directory.Combine("data");

    internal Task<ClusterProcess> ClusterAsync() => _cluster.Value;

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_cluster.IsValueCreated) await StopAsync(await _cluster.Value);
        }
        finally
        {
            _directory.Dispose();
        }
    }

    /// <summary>Where the containerds below a directory have their sockets, with the process of each.</summary>
    internal static IEnumerable<(string Path, int Containerd)> Runs(string directory)
    {
        foreach (var run in Directory.EnumerateDirectories("/run/kube-containerd"))
        {
            string[] owner;
            try
            {
                owner = File.ReadAllLines(Path.Combine(run, "owner"));
            }
            catch (IOException)
            {
                // Another test's, which goes at this moment.
                continue;
            }

            if (owner.Any(line => line.StartsWith(directory + "/", StringComparison.Ordinal)))
                yield return (run, int.Parse(owner[1].Split(' ')[0], CultureInfo.InvariantCulture));
        }
    }

    private async Task StopAsync(ClusterProcess cluster)
    {
        var got = await Kubectl.RunAsync(["get", "pods", "--all-namespaces", "-o", "jsonpath={.items[*].metadata.uid}"]);
        // What belongs to the nodes is known by these words: the cluster's directory, and where each containerd has its socket and its mounts.
        string[] words = [_directory.Path, .. Runs(_directory.Path).Select(run => run.Path)];
        var isThere = words.Length == 3 && Processes(words).Any() && Links().Count() == 3;

        await cluster.StopAsync();
        Assert.True(isThere, "what is looked for afterwards was not there before");
        var pods = got.Ok().Split(' ');
        var left = Mounts(words).Concat(Processes(words)).Concat(Cgroups(pods)).Concat(words[1..].Where(Directory.Exists)).Concat(Links()).ToList();
        Assert.True(left.Count == 0, $"the cluster left {left.Count} things behind: {string.Join("\n", left.Take(10))}\n{cluster.Output}");
    }

    private static IEnumerable<string> Mounts(string[] words) =>
        File.ReadLines("/proc/self/mountinfo").Where(line => words.Any(word => line.Contains(word, StringComparison.Ordinal)));

    private static IEnumerable<string> Processes(string[] words)
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            string command;
            try
            {
                command = File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
            }
            catch (IOException)
            {
                // It ended meanwhile.
                continue;
            }

            if (words.Any(word => command.Contains(word, StringComparison.Ordinal))) yield return command;
        }
    }

    private static IEnumerable<string> Cgroups(string[] pods)
    {
        // One hierarchy on new kernels, one for each controller on old ones.
        string[] places = ["/sys/fs/cgroup", .. Directory.EnumerateDirectories("/sys/fs/cgroup")];
        return
            from place in places
            from cgroups in (string[])["kubepods", "kubepods/burstable", "kubepods/besteffort", "k8s.io"]
            from pod in pods
            let path = Path.Combine(place, cgroups, "pod" + pod)
            where Directory.Exists(path)
            select path;
    }

    private static IEnumerable<string> Links()
    {
        var bridge = $"kube{200 + (2 * Number)}";
        return ((string[])[$"/sys/class/net/{bridge}", $"/run/netns/{bridge}-1", $"/run/netns/{bridge}-2"]).Where(Path.Exists);
    }

    private async Task<ClusterProcess> StartAsync()
    {
        KubectlProgram.Require();
        var images = Directory.CreateDirectory(_directory.Combine("images")).FullName;
        await using (var archive = File.Create(Path.Combine(images, "toolbox.tar"))) ToolboxImage.Build().WriteArchive(archive, "docker.io/library/" + Image);
        IReadOnlyList<string> flags = [.. ClusterProcess.WithPods(Number), "--container-runtime-endpoint", "auto", "--nodes", "2", "--image-dir", images];
        var cluster = await ClusterProcess.StartAsync(DataDirectory, flags, cancellationToken: CancellationToken.None);
        Kubectl = new KubectlRunner(cluster.Kubeconfig, _directory.Path);
        return cluster;
    }
}
