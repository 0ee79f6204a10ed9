using System.Globalization;
using Kube.Node.Netlink;
using Kube.Node.Runtime.Process.Linux;

namespace Kube.Node.Runtime.Process;

/// <summary>
/// What a node that was killed left on the machine and nobody will ask for again: bridges without a pod, cgroups without a process. Each bridge's owner is written down
/// outside of the node's own directories, which may be gone by then.
/// </summary>
internal sealed class Leftovers(string bridge, CgroupTree cgroups, string register = "/run/kube-node/bridges")
{
    // A container's cgroup is empty for the moment between its making and its program's start.
    private static readonly TimeSpan s_settled = TimeSpan.FromMinutes(1);

    /// <summary>Says that this process made the bridge.</summary>
    public void Own()
    {
        try
        {
            Directory.CreateDirectory(register);
            var self = ProcessIdentity.Of(Environment.ProcessId) ?? default;
            File.WriteAllText(PathOf(bridge), string.Create(CultureInfo.InvariantCulture, $"{self.Pid} {self.StartTime}"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Then it stays when this process is killed and its directory lost; the next node of the same bridge takes it over.
        }
    }

    /// <summary>Removes what dead nodes left.</summary>
    public void Sweep(DateTimeOffset now)
    {
        cgroups.RemoveEmpty(now.UtcDateTime - s_settled);
        foreach (var file in Directory.Exists(register) ? Directory.GetFiles(register, Prefix() + "*") : [])
        {
            var name = Path.GetFileName(file)[Prefix().Length..];
            if (name != bridge && (!Exists(name) || (!Owner(file).IsAlive && IsEmpty(name)))) Remove(name);
        }
    }

    /// <summary>At the end of a node whose pods are all gone.</summary>
    public void RemoveOwn()
    {
        if (File.Exists(PathOf(bridge)) && Owner(PathOf(bridge)).Pid == Environment.ProcessId && IsEmpty(bridge)) Remove(bridge);
    }

    private static bool Exists(string name) => Directory.Exists($"/sys/class/net/{name}");

    private static bool IsEmpty(string name) => !Directory.Exists($"/sys/class/net/{name}/brif") || Directory.GetFileSystemEntries($"/sys/class/net/{name}/brif").Length == 0;

    private static ProcessIdentity Owner(string file)
    {
        try
        {
            return File.ReadAllText(file).Split(' ') is [var pid, var start] && int.TryParse(pid, CultureInfo.InvariantCulture, out var number)
                && long.TryParse(start, CultureInfo.InvariantCulture, out var ticks) ? new(number, ticks) : default;
        }
        catch (IOException)
        {
            return default;
        }
    }

    // Bridges of other network namespaces have the same names, and cannot be seen from here.
    private static string Prefix() => $"{new FileInfo("/proc/self/ns/net").LinkTarget?.Trim("net:[]".ToCharArray())}-";

    private string PathOf(string name) => Path.Combine(register, Prefix() + name);

    private void Remove(string name)
    {
        try
        {
            using var netlink = new NetworkLinks();
            netlink.Delete(name);
            File.Delete(PathOf(name));
        }
        catch (Exception error) when (error is Errors.NodeException or IOException or UnauthorizedAccessException)
        {
            // The next node tries again.
        }
    }
}
