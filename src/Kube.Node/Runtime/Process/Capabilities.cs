using System.Globalization;
using Kube.Node.Errors;

namespace Kube.Node.Runtime.Process;

/// <summary>The kernel's capabilities by name, and the ones that a container has unless it says otherwise (containerd's).</summary>
internal static class Capabilities
{
    private static readonly string[] Names =
    [
        "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP", "LINUX_IMMUTABLE", "NET_BIND_SERVICE", "NET_BROADCAST",
        "NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER", "SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT", "SYS_PTRACE", "SYS_PACCT", "SYS_ADMIN", "SYS_BOOT", "SYS_NICE",
        "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD", "LEASE", "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG", "WAKE_ALARM",
        "BLOCK_SUSPEND", "AUDIT_READ", "PERFMON", "BPF", "CHECKPOINT_RESTORE",
    ];

    private static readonly string[] Default =
    [
        "CHOWN", "DAC_OVERRIDE", "FSETID", "FOWNER", "MKNOD", "NET_RAW", "SETGID", "SETUID", "SETFCAP", "SETPCAP", "NET_BIND_SERVICE", "SYS_CHROOT", "KILL", "AUDIT_WRITE",
    ];

    /// <summary>Which of the kernel's capabilities a container may have.</summary>
    public static bool[] For(ContainerSecurity security)
    {
        var has = new bool[Names.Length];
        foreach (var name in security.Privileged ? Names : Default)
            has[IndexOf(name)] = true;
        Apply(has, security.AddCapabilities, true);
        Apply(has, security.DropCapabilities, false);

        // Added ones hold against "drop: [ALL]", as upstream has it.
        if (security.DropCapabilities.Any(IsAll) && !security.AddCapabilities.Any(IsAll))
            Apply(has, security.AddCapabilities, true);
        return has;
    }

    /// <summary>As setpriv reads it.</summary>
    public static string Describe(bool[] has) =>
        "-all" + string.Concat(Enumerable.Range(0, has.Length).Where(index => has[index]).Select(index => ",+" + Names[index].ToLowerInvariant()));

    /// <summary>The numbers of those that are taken away.</summary>
    public static IEnumerable<string> Dropped(bool[] has) =>
        Enumerable.Range(0, has.Length).Where(index => !has[index]).Select(index => index.ToString(CultureInfo.InvariantCulture));

    private static bool IsAll(string name) => Plain(name) == "ALL";

    private static string Plain(string name)
    {
        var upper = name.ToUpperInvariant();
        return upper.StartsWith("CAP_", StringComparison.Ordinal) ? upper[4..] : upper;
    }

    private static void Apply(bool[] has, IReadOnlyList<string> names, bool value)
    {
        foreach (var name in names)
        {
            if (IsAll(name))
                Array.Fill(has, value);
            else
                has[IndexOf(Plain(name))] = value;
        }
    }

    private static int IndexOf(string name)
    {
        var index = Array.IndexOf(Names, name);
        return index >= 0 ? index : throw new RuntimeRefusalException("securityContext.capabilities", $"unknown capability \"CAP_{name}\"");
    }
}
