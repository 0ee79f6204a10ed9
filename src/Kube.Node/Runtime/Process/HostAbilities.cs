using Kube.Node.Runtime.Process.Linux;

namespace Kube.Node.Runtime.Process;

/// <summary>What this host lets the runtime do, tried once at start.</summary>
internal sealed record HostAbilities
{
    /// <summary>Whether pods get namespaces.</summary>
    public required bool Isolation { get; init; }

    public required IReadOnlyList<string> Limits { get; init; }

    /// <summary>Why pods are not isolated, as a remedy.</summary>
    public string WhyNot { get; init; } = "";

    public static HostAbilities Detect(ProcessRuntimeOptions options, CgroupTree cgroups)
    {
        var why = WhyNotIsolated(options);
        var limits = new List<string>();
        if (why.Length > 0)
        {
            limits.Add($"pods are not isolated ({why}): they share the host's processes, files and network, have loopback addresses, and two of them cannot listen on one port");
        }

        if (!cgroups.CanLimit)
            limits.Add("limits of memory, CPU and processes are not enforced: no cgroup can be written");
        limits.Add("no seccomp or AppArmor profile is applied");
        limits.Add("a target container's processes are shown with those of its whole pod");
        return new() { Isolation = why.Length == 0, WhyNot = why, Limits = limits };
    }

    private static string WhyNotIsolated(ProcessRuntimeOptions options)
    {
        if (!options.Isolate)
            return "isolation is turned off";
        if (!OperatingSystem.IsLinux())
            return "this is not Linux";
        if (Native.Geteuid() != 0)
            return "the node does not run as root";
        foreach (var tool in (string[])["/usr/bin/unshare", "/usr/bin/setpriv", "/usr/bin/env"])
        {
            if (!File.Exists(tool))
                return $"{tool} is missing; install util-linux and coreutils";
        }

        var failure = NamespaceThread.Run(static () =>
            Native.Unshare(Sys.NewMount | Sys.NewUts | Sys.NewIpc | Sys.NewNetwork) == 0 ? "" : $"namespaces cannot be made: {Native.LastError}");
        return failure;
    }
}
