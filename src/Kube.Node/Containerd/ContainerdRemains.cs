using System.Globalization;
using Kube.Node.Netlink;
using Kube.Node.Runtime.Process.Linux;

namespace Kube.Node.Containerd;

/// <summary>What an instance has on the machine beyond its process: found by its paths, and removed when nobody owns it any more.</summary>
internal static class ContainerdRemains
{
    private const string TaskDirectory = "io.containerd.runtime.v2.task";

    /// <summary>Makes the directories and writes the files that containerd reads.</summary>
    public static void Prepare(ContainerdPaths paths, ContainerdOptions options)
    {
        Directory.CreateDirectory(paths.NetworkDirectory);
        Directory.CreateDirectory(paths.State);
        // Who reaches the socket is root.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(paths.Run, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(paths.Configuration, ContainerdConfiguration.Main(options, paths));
        File.WriteAllText(paths.NetworkTemplate, ContainerdConfiguration.Network(options, paths, "{{.PodCIDR}}"));
        if (options.PodCidr.Length > 0) File.WriteAllText(Path.Combine(paths.NetworkDirectory, "10-kube.conflist"), ContainerdConfiguration.Network(options, paths, options.PodCidr));
    }

    /// <summary>Writes down who owns the instance.</summary>
    public static void Own(ContainerdPaths paths, ContainerdOptions options, int containerd)
    {
        var self = ProcessIdentity.Of(Environment.ProcessId);
        var its = ProcessIdentity.Of(containerd);
        File.WriteAllLines(paths.Owner, [$"{self?.Pid} {self?.StartTime}", $"{its?.Pid} {its?.StartTime}", paths.Directory, options.Bridge, options.CgroupRoot]);
    }

    /// <summary>The containerd that runs over these paths; null when none does.</summary>
    public static int? ProcessOf(ContainerdPaths paths)
    {
        if (!File.Exists(paths.Owner)) return null;
        var lines = File.ReadAllLines(paths.Owner);
        return lines.Length > 1 && Identity(lines[1]) is { IsAlive: true } identity ? identity.Pid : null;
    }

    public static bool IsAlive(int pid) => ProcessIdentity.Of(pid) is not null;

    /// <summary>Removes every instance whose owner was killed.</summary>
    /// <param name="except">The one that is to be taken over.</param>
    public static void RemoveAbandoned(string except)
    {
        if (!Directory.Exists(ContainerdPaths.Everywhere)) return;
        foreach (var run in Directory.EnumerateDirectories(ContainerdPaths.Everywhere))
        {
            var owner = Path.Combine(run, "owner");
            if (run == except || !File.Exists(owner)) continue;
            string[] lines;
            try
            {
                lines = File.ReadAllLines(owner);
            }
            catch (IOException)
            {
                // Another node, which starts at the same time, removes it.
                continue;
            }

            if (lines.Length < 4 || Identity(lines[0]) is { IsAlive: true }) continue;
            Remove(new ContainerdPaths(lines[2]), lines[3], lines.Length > 4 ? lines[4] : "");
        }
    }

    /// <summary>Kills what runs, and takes away mounts, cgroups, the bridge and the directory below <c>/run</c>.</summary>
    public static void Remove(ContainerdPaths paths, string bridge, string cgroupRoot)
    {
        if (ProcessOf(paths) is { } containerd) Native.Kill(containerd, Sys.SigKill);
        var containers = Containers(paths);
        KillShims(paths.Socket);
        foreach (var mount in Mounts(paths)) Native.Umount(mount, Sys.DetachMount);
        foreach (var id in containers) ContainerdCgroups.Remove(id, cgroupRoot);
        ContainerdCgroups.RemoveRoot(cgroupRoot);
        try
        {
            using var links = new NetworkLinks();
            links.Delete(bridge);
        }
        catch (NetlinkException)
        {
            // Without the right to, there was none.
        }

        DeleteDirectory(paths.Run);
        DeleteDirectory(paths.Addresses);
    }

    private static List<string> Containers(ContainerdPaths paths)
    {
        var tasks = Path.Combine(paths.State, TaskDirectory, "k8s.io");
        return Directory.Exists(tasks) ? [.. Directory.EnumerateDirectories(tasks).Select(path => Path.GetFileName(path)!)] : [];
    }

    // A shim knows its containerd by the address that it was started with; its containers are its children.
    private static void KillShims(string socket)
    {
        var children = new Dictionary<int, List<int>>();
        var shims = new List<int>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) continue;
            var stat = Read($"/proc/{pid}/stat");
            if (stat.Length == 0) continue;
            var parent = int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
            if (!children.TryGetValue(parent, out var known)) children.Add(parent, known = []);
            known.Add(pid);
            var words = Read($"/proc/{pid}/cmdline").Split('\0');
            if (words[0].Contains("containerd-shim", StringComparison.Ordinal) && words.Any(word => word == socket || word == socket + ".ttrpc")) shims.Add(pid);
        }

        foreach (var shim in shims) KillTree(shim, children);
    }

    private static void KillTree(int pid, Dictionary<int, List<int>> children)
    {
        Native.Kill(pid, Sys.SigKill);
        foreach (var child in children.GetValueOrDefault(pid) ?? []) KillTree(child, children);
    }

    // The last made first.
    private static IEnumerable<string> Mounts(ContainerdPaths paths) =>
        Read("/proc/self/mountinfo").Split('\n')
            .Select(line => line.Split(' ')).Where(fields => fields.Length > 4).Select(fields => fields[4])
            .Where(point => point.StartsWith(paths.Run + "/", StringComparison.Ordinal) || point.StartsWith(paths.Directory + "/", StringComparison.Ordinal))
            .Reverse().ToList();

    private static ProcessIdentity? Identity(string line)
    {
        var words = line.Split(' ');
        return words.Length == 2
            && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var started)
            ? new(pid, started) : null;
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile.
            return "";
        }
    }

    private static void DeleteDirectory(string path)
    {
        try
        {
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Something holds on to it; the next start tries again.
        }
    }
}
