using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Admission.PodSecurity;

/// <summary>What the level <c>restricted</c> demands beside <c>baseline</c>, in upstream's order and words (<c>pod-security-admission/policy/check_*.go</c>, 1.36).</summary>
internal static class RestrictedChecks
{
    public static Finding? PrivilegeEscalation(V1PodSpec spec, CheckedContainer[] containers)
    {
        if (IsWindows(spec)) return null;
        var bad = BaselineChecks.Names(containers, static one => one.Security?.AllowPrivilegeEscalation != false);
        return bad.Count == 0 ? null : new Finding("allowPrivilegeEscalation != false", $"{CheckedContainer.Show(bad)} must set securityContext.allowPrivilegeEscalation=false");
    }

    public static Finding? Capabilities(V1PodSpec spec, CheckedContainer[] containers)
    {
        if (IsWindows(spec)) return null;
        var keeping = BaselineChecks.Names(containers, static one => one.Security?.Capabilities?.Drop?.Contains("ALL") != true);
        var adding = BaselineChecks.Names(containers, static one => (one.Security?.Capabilities?.Add ?? []).Exists(static name => name != "NET_BIND_SERVICE"));
        var added = new SortedSet<string>(
            containers.SelectMany(static one => one.Security?.Capabilities?.Add ?? []).Where(static name => name != "NET_BIND_SERVICE"), StringComparer.Ordinal);
        var details = new List<string>();
        if (keeping.Count > 0) details.Add($"{CheckedContainer.Show(keeping)} must set securityContext.capabilities.drop=[\"ALL\"]");
        if (adding.Count > 0) details.Add($"{CheckedContainer.Show(adding)} must not include {CheckedContainer.Quote(added)} in securityContext.capabilities.add");
        return details.Count == 0 ? null : new Finding("unrestricted capabilities", string.Join("; ", details));
    }

    public static Finding? Volumes(V1PodSpec spec)
    {
        var bad = (spec.Volumes ?? []).Select(static one => (one.Name, Type: TypeOf(one))).Where(static one => one.Type is not null).ToList();
        if (bad.Count == 0) return null;
        var types = bad.Select(static one => one.Type!).Distinct().Order(StringComparer.Ordinal).ToList();
        return new Finding(
            "restricted volume types",
            $"{CheckedContainer.Plural("volume", bad.Count)} {CheckedContainer.Quote(bad.Select(static one => one.Name))} {BaselineChecks.Uses(bad.Count)} "
            + $"{CheckedContainer.Plural("restricted volume type", types.Count)} {CheckedContainer.Quote(types)}");
    }

    public static Finding? RunAsNonRoot(V1PodSpec spec, CheckedContainer[] containers)
    {
        // Root in a user namespace of its own is nobody outside.
        if (spec.HostUsers == false) return null;
        var setters = new List<string>();
        var podSays = spec.SecurityContext?.RunAsNonRoot;
        if (podSays == false) setters.Add("pod");
        var bad = BaselineChecks.Names(containers, static one => one.Security?.RunAsNonRoot == false);
        if (bad.Count > 0) setters.Add(CheckedContainer.Show(bad));
        if (setters.Count > 0) return new Finding("runAsNonRoot != true", $"{string.Join(" and ", setters)} must not set securityContext.runAsNonRoot=false");
        var silent = podSays == true ? [] : BaselineChecks.Names(containers, static one => one.Security?.RunAsNonRoot is null);
        return silent.Count == 0 ? null : new Finding("runAsNonRoot != true", $"pod or {CheckedContainer.Show(silent)} must set securityContext.runAsNonRoot=true");
    }

    public static Finding? RunAsUser(V1PodSpec spec, CheckedContainer[] containers)
    {
        if (spec.HostUsers == false) return null;
        var setters = new List<string>();
        if (spec.SecurityContext?.RunAsUser == 0) setters.Add("pod");
        var bad = BaselineChecks.Names(containers, static one => one.Security?.RunAsUser == 0);
        if (bad.Count > 0) setters.Add(CheckedContainer.Show(bad));
        return setters.Count == 0 ? null : new Finding("runAsUser=0", $"{string.Join(" and ", setters)} must not set runAsUser=0");
    }

    public static Finding? Seccomp(V1PodSpec spec, CheckedContainer[] containers)
    {
        if (IsWindows(spec)) return null;
        if (BaselineChecks.Seccomp(spec, containers) is { } bad) return bad;
        var silent = spec.SecurityContext?.SeccompProfile is not null ? [] : BaselineChecks.Names(containers, static one => one.Security?.SeccompProfile is null);
        return silent.Count == 0
            ? null
            : new Finding("seccompProfile", $"pod or {CheckedContainer.Show(silent)} must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\"");
    }

    private static bool IsWindows(V1PodSpec spec) => spec.Os?.Name == "windows";

    /// <summary>The type's name when it is restricted; null when it is allowed.</summary>
    private static string? TypeOf(V1Volume volume) => volume switch
    {
        { ConfigMap: not null } or { Csi: not null } or { DownwardAPI: not null } or { EmptyDir: not null } or { Ephemeral: not null } => null,
        { PersistentVolumeClaim: not null } or { Projected: not null } or { Secret: not null } => null,
        { HostPath: not null } => "hostPath",
        { GcePersistentDisk: not null } => "gcePersistentDisk",
        { AwsElasticBlockStore: not null } => "awsElasticBlockStore",
        { GitRepo: not null } => "gitRepo",
        { Nfs: not null } => "nfs",
        { Iscsi: not null } => "iscsi",
        { Glusterfs: not null } => "glusterfs",
        { Rbd: not null } => "rbd",
        { FlexVolume: not null } => "flexVolume",
        { Cinder: not null } => "cinder",
        { Cephfs: not null } => "cephfs",
        { Flocker: not null } => "flocker",
        { Fc: not null } => "fc",
        { AzureFile: not null } => "azureFile",
        { VsphereVolume: not null } => "vsphereVolume",
        { Quobyte: not null } => "quobyte",
        { AzureDisk: not null } => "azureDisk",
        { PortworxVolume: not null } => "portworxVolume",
        { ScaleIO: not null } => "scaleIO",
        { Storageos: not null } => "storageos",
        _ => "unknown",
    };
}
