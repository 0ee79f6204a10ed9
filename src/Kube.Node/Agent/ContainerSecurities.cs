using Kube.Api.Models;
using Kube.Node.Runtime;

namespace Kube.Node.Agent;

/// <summary>A container's user and rights: its own, else the pod's. Pure.</summary>
internal static class ContainerSecurities
{
    public static ContainerSecurity Of(V1Pod pod, V1Container container, string targetContainerId)
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
            Privileged = own?.Privileged == true,
            NoNewPrivileges = own?.AllowPrivilegeEscalation == false && own.Privileged != true,
            ReadOnlyRootFilesystem = own?.ReadOnlyRootFilesystem == true,
            AddCapabilities = own?.Capabilities?.Add ?? [],
            DropCapabilities = own?.Capabilities?.Drop ?? [],
            Pid = targetContainerId.Length > 0 ? NamespaceMode.Target : null,
            TargetContainerId = targetContainerId,
            SeccompProfile = Profile(own?.SeccompProfile ?? shared?.SeccompProfile),
            AppArmorProfile = (own?.AppArmorProfile ?? shared?.AppArmorProfile) is { } armor ? armor.LocalhostProfile ?? armor.Type : "",
            MaskedPaths = own?.ProcMount == "Unmasked" ? [] : null,
            ReadOnlyPaths = own?.ProcMount == "Unmasked" ? [] : null,
        };
    }

    private static string Profile(V1SeccompProfile? profile) => profile is null ? "" : profile.LocalhostProfile ?? profile.Type;
}
