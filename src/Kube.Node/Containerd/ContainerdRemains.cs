using System.Globalization;
using Kube.Node.Netlink;
using Kube.Node.Runtime.Process.Linux;

namespace Kube.Node.Containerd;

/// <summary>What an instance has on the machine beyond its process: found by its paths, and removed when nobody owns it any more.</summary>
internal static class ContainerdRemains
{
    private const string TaskDirectory = "io.containerd.runtime.v2.task";
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

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
    /// <param name="time">Tells how long to wait for what was killed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask RemoveAbandonedAsync(string except, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(ContainerdPaths.Everywhere)) return;
        foreach (var run in Directory.EnumerateDirectories(ContainerdPaths.Everywhere))
        {
            var owner = Path.Combine(run, "owner");
            if (run == except || !File.Exists(owner)) continue;
            try
            {
                var lines = await File.ReadAllLinesAsync(owner, cancellationToken);
                if (lines.Length < 4 || Identity(lines[0]) is { IsAlive: true }) continue;
                // Held until it is gone: of nodes that start at the same time one removes it.
                using var claim = new FileStream(owner, FileMode.Open, FileAccess.Read, FileShare.None);
                var containerd = Identity(lines[1]) is { IsAlive: true } its ? its.Pid : (int?)null;
                await RemoveAsync(new ContainerdPaths(lines[2]), lines[3], lines.Length > 4 ? lines[4] : "", containerd, time, cancellationToken);
            }
            catch (IOException)
            {
                // Another node removes it.
            }
        }
    }

    /// <summary>Kills what runs, and takes away mounts, cgroups, the bridge and the directory below <c>/run</c>.</summary>
    public static async ValueTask RemoveAsync(ContainerdPaths paths, string bridge, string cgroupRoot, int? containerd, TimeProvider time, CancellationToken cancellationToken)
    {
        var killed = KillShims(paths.Socket);
        if (containerd is { } pid)
        {
            Native.Kill(pid, Sys.SigKill);
            killed.Add(pid);
        }

        // What dies still has its files for a moment, and a directory that is written to cannot be deleted.
        var asked = time.GetTimestamp();
        while (killed.Exists(IsAlive) && time.GetElapsedTime(asked) < s_patience) await Task.Delay(s_look, time, cancellationToken);
        var containers = Containers(paths);
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

        DeleteDirectory(paths.Addresses);
        DeleteDirectory(paths.State);
        // The file by which it is found goes last, so that the next start tries again what this one could not.
        if (!Directory.Exists(paths.State)) DeleteDirectory(paths.Run);
    }

    private static List<string> Containers(ContainerdPaths paths)
    {
        var tasks = Path.Combine(paths.State, TaskDirectory, "k8s.io");
        return Directory.Exists(tasks) ? [.. Directory.EnumerateDirectories(tasks).Select(path => Path.GetFileName(path)!)] : [];
    }

    // A shim knows its containerd by the address that it was started with; its containers are its children.
    private static List<int> KillShims(string socket)
    {
        var killed = new List<int>();
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

        foreach (var shim in shims) KillTree(shim, children, killed);
        return killed;
    }

    private static void KillTree(int pid, Dictionary<int, List<int>> children, List<int> killed)
    {
        Native.Kill(pid, Sys.SigKill);
        killed.Add(pid);
        foreach (var child in children.GetValueOrDefault(pid) ?? []) KillTree(child, children, killed);
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
