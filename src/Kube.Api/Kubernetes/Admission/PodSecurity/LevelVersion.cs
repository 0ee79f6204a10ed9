using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Admission.PodSecurity;

/// <summary>A level as a namespace names it, with the version of its rules. All versions are judged by the newest rules.</summary>
internal sealed record LevelVersion(SecurityLevel Level, string Version)
{
    public static LevelVersion Privileged { get; } = new(SecurityLevel.Privileged, "latest");

    public override string ToString() => $"{Level.ToString().ToLowerInvariant()}:{Version}";

    /// <summary>What the level forbids about a pod, in the order of messages.</summary>
    public IReadOnlyList<Finding> Judge(V1ObjectMeta meta, V1PodSpec spec)
    {
        if (Level == SecurityLevel.Privileged) return [];
        var containers = CheckedContainer.Of(spec);
        var isRestricted = Level == SecurityLevel.Restricted;
        // A restricted check stands for the baseline one of the same matter.
        Finding?[] found =
        [
            BaselineChecks.AppArmor(meta, spec, containers),
            isRestricted ? null : BaselineChecks.Capabilities(containers),
            BaselineChecks.HostNamespaces(spec),
            isRestricted ? null : BaselineChecks.HostPaths(spec),
            BaselineChecks.HostPorts(containers),
            BaselineChecks.HostProbes(containers),
            BaselineChecks.Privileged(containers),
            isRestricted || spec.HostUsers == false ? null : BaselineChecks.ProcMount(containers),
            BaselineChecks.SELinux(spec, containers),
            isRestricted ? null : BaselineChecks.Seccomp(spec, containers),
            BaselineChecks.Sysctls(spec),
            BaselineChecks.HostProcess(spec, containers),
            .. isRestricted ? Restricted(spec, containers) : [],
        ];
        return [.. found.OfType<Finding>()];
    }

    private static Finding?[] Restricted(V1PodSpec spec, CheckedContainer[] containers) =>
    [
        RestrictedChecks.PrivilegeEscalation(spec, containers),
        RestrictedChecks.Capabilities(spec, containers),
        BaselineChecks.ProcMount(containers),
        RestrictedChecks.Volumes(spec),
        RestrictedChecks.RunAsNonRoot(spec, containers),
        RestrictedChecks.RunAsUser(spec, containers),
        RestrictedChecks.Seccomp(spec, containers),
    ];
}
