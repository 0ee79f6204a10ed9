using Kube.Api.Models;
using Kube.Node.Runtime;

namespace Kube.Node.Agent;

/// <summary>A container's user and rights: its own, else the pod's. Pure.</summary>
internal static class ContainerSecurities
{
    // What the runtimes of upstream hide by default (its pkg/securitycontext).
    private static readonly string[] s_masked =
    [
        "/proc/asound", "/proc/acpi", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi",
        "/sys/firmware", "/sys/devices/virtual/powercap",
    ];

    private static readonly string[] s_readOnly = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    public static SupplementalGroupsPolicy Policy(V1Pod pod) =>
        pod.Spec.SecurityContext?.SupplementalGroupsPolicy == "Strict" ? SupplementalGroupsPolicy.Strict : SupplementalGroupsPolicy.Merge;

    /// <param name="pod">The pod.</param>
    /// <param name="container">The container.</param>
    /// <param name="targetContainerId">The container whose processes it sees; empty: its own, or as the pod says.</param>
    /// <param name="seccompDirectory">Where the profiles are that pods name.</param>
    public static ContainerSecurity Of(V1Pod pod, V1Container container, string targetContainerId, string seccompDirectory)
    {
        var own = container.SecurityContext;
        var shared = pod.Spec.SecurityContext;
        var groups = new List<long>(shared?.SupplementalGroups ?? []);
        if (shared?.FsGroup is { } group) groups.Add(group);
        return new()
        {
            RunAsUser = own?.RunAsUser ?? shared?.RunAsUser,
            RunAsGroup = own?.RunAsGroup ?? shared?.RunAsGroup,
            SupplementalGroups = groups,
            SupplementalGroupsPolicy = Policy(pod),
            Privileged = own?.Privileged == true,
            NoNewPrivileges = own?.AllowPrivilegeEscalation == false && own.Privileged != true,
            ReadOnlyRootFilesystem = own?.ReadOnlyRootFilesystem == true,
            AddCapabilities = own?.Capabilities?.Add ?? [],
            DropCapabilities = own?.Capabilities?.Drop ?? [],
            Pid = targetContainerId.Length > 0 ? NamespaceMode.Target : null,
            TargetContainerId = targetContainerId,
            SeccompProfile = Profile(own?.SeccompProfile ?? shared?.SeccompProfile, seccompDirectory),
            AppArmorProfile = (own?.AppArmorProfile ?? shared?.AppArmorProfile) is { } armor ? armor.LocalhostProfile ?? armor.Type : "",
            MaskedPaths = own?.ProcMount == "Unmasked" ? [] : s_masked,
            ReadOnlyPaths = own?.ProcMount == "Unmasked" ? [] : s_readOnly,
        };
    }

    // Without one of its own a pod is not confined, as upstream's default has it.
    private static string Profile(V1SeccompProfile? profile, string directory) => profile?.Type switch
    {
        "RuntimeDefault" => "RuntimeDefault",
        "Localhost" => Path.Combine(directory, profile.LocalhostProfile ?? ""),
        _ => "Unconfined",
    };
}
