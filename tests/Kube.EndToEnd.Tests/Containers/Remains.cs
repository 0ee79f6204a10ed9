using System.Globalization;

namespace Kube.EndToEnd.Tests.Containers;

/// <summary>What a cluster of containers has on the machine: looked up while it is there, and looked for when it should be gone.</summary>
internal sealed class Remains
{
    private readonly string _bridge;
    private readonly int _nodes;

    // What belongs to the nodes is known by these words: the cluster's directory, and where each containerd has its socket and its mounts.
    private readonly IReadOnlyList<string> _words;

    /// <param name="directory">What all of its paths begin with.</param>
    /// <param name="bridge">Its bridge.</param>
    /// <param name="nodes">How many nodes it has.</param>
    public Remains(string directory, string bridge, int nodes)
    {
        (_bridge, _nodes) = (bridge, nodes);
        _words = [directory + "/", .. Runs(directory).Select(run => run.Path)];
        Assert.True(_words.Count == nodes + 1 && Processes().Any() && Mounts().Any() && Links().Count() == (2 * nodes) + 1 && Cgroups().Any(), "what is looked for afterwards was not there before");
    }

    /// <summary>Processes, mounts and directories of a cluster that was killed; what another one of the same addresses has is not its own.</summary>
    public IReadOnlyList<string> Own => [.. Processes(), .. Mounts(), .. _words.Skip(1).Where(Directory.Exists)];

    public void AssertNone(string output)
    {
        string[] left = [.. Own, .. Cgroups(), .. Links()];
        Assert.True(left.Length == 0, $"the cluster left {left.Length} things behind: {string.Join("\n", left.Take(10))}\n{output}");
    }

    /// <summary>The process of a node's agent; null when there is none at this moment.</summary>
    internal static int? AgentOf(string node, string dataDirectory)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) continue;
            var command = Command(folder);
            if (command.Contains($" --hostname-override {node} ", StringComparison.Ordinal) && command.Contains(dataDirectory, StringComparison.Ordinal) && !command.StartsWith("nsenter", StringComparison.Ordinal)) return id;
        }

        return null;
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

    private IEnumerable<string> Mounts() =>
        File.ReadLines("/proc/self/mountinfo").Where(line => _words.Any(word => line.Contains(word, StringComparison.Ordinal)));

    private IEnumerable<string> Processes()
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            var command = Command(process);
            if (_words.Any(word => command.Contains(word, StringComparison.Ordinal))) yield return command;
        }
    }

    private static string Command(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return "";
        }
    }

    // One hierarchy on new kernels, one for each controller on old ones. Each node has a cgroup of its own.
    private IEnumerable<string> Cgroups() =>
        from place in (string[])["/sys/fs/cgroup", .. Directory.EnumerateDirectories("/sys/fs/cgroup")]
        from node in Enumerable.Range(1, _nodes)
        let path = Path.Combine(place, $"{_bridge}-{node}")
        where Directory.Exists(path)
        select path;

    private IEnumerable<string> Links() =>
        Enumerable.Range(1, _nodes).SelectMany(node => new[] { $"/run/netns/{_bridge}-{node}", $"/sys/class/net/{_bridge}v{node}" }).Append($"/sys/class/net/{_bridge}").Where(Path.Exists);
}
