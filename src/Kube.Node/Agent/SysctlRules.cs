using Kube.Api.Models;
using Kube.Node.Status;

namespace Kube.Node.Agent;

/// <summary>Which kernel settings a pod may have (upstream's <c>pkg/kubelet/sysctl</c>, 1.36). Pure.</summary>
internal static class SysctlRules
{
    private static readonly HashSet<string> s_safe = new(StringComparer.Ordinal)
    {
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.tcp_syncookies",
        "net.ipv4.ping_group_range",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_rmem",
        "net.ipv4.tcp_wmem",
    };

    public static PodVerdict? Check(V1Pod pod, NodeFacts node)
    {
        foreach (var sysctl in pod.Spec.SecurityContext?.Sysctls ?? [])
        {
            var name = Dotted(sysctl.Name);
            var space = SpaceOf(name);
            var message = !s_safe.Contains(name) && !IsAllowed(name, node.AllowedUnsafeSysctls) ? $"forbidden sysctl: \"{sysctl.Name}\" not allowlisted"
                : space == Space.Network && pod.Spec.HostNetwork == true ? $"forbidden sysctl: \"{sysctl.Name}\" not allowed with host net enabled"
                : space == Space.Ipc && pod.Spec.HostIPC == true ? $"forbidden sysctl: \"{sysctl.Name}\" not allowed with host ipc enabled"
                : null;
            if (message is not null) return new("SysctlForbidden", message);
        }

        return null;
    }

    /// <summary>The name with dots between its parts; it may be written with slashes, where dots belong to a part.</summary>
    public static string Dotted(string name)
    {
        var first = name.AsSpan().IndexOfAny('.', '/');
        if (first < 0 || name[first] == '.') return name;
        return string.Create(name.Length, name, static (text, from) =>
        {
            for (var i = 0; i < from.Length; i++) text[i] = from[i] switch { '.' => '/', '/' => '.', var c => c };
        });
    }

    private static bool IsAllowed(string name, IReadOnlyList<string> allowed)
    {
        // Only what a namespace sets apart can be a pod's own.
        if (SpaceOf(name) == Space.None) return false;
        return allowed.Any(pattern => pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : pattern == name);
    }

    private static Space SpaceOf(string name) => name.StartsWith("net.", StringComparison.Ordinal) ? Space.Network
        : name == "kernel.sem" || name.StartsWith("kernel.shm", StringComparison.Ordinal) || name.StartsWith("kernel.msg", StringComparison.Ordinal)
            || name.StartsWith("fs.mqueue.", StringComparison.Ordinal) ? Space.Ipc
        : Space.None;

    private enum Space
    {
        None,
        Network,
        Ipc,
    }
}
