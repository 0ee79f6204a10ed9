using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

internal sealed partial class PodSpecValidation
{
    private const string IdText = "must be between 0 and 2147483647, inclusive";

    private void PodSecurityContext(FieldPath path)
    {
        if (_spec.SecurityContext is not { } context)
        {
            SharedProcesses(path);
            return;
        }

        Id(path.Child("fsGroup"), context.FsGroup);
        Id(path.Child("runAsUser"), context.RunAsUser);
        Id(path.Child("runAsGroup"), context.RunAsGroup);
        for (var i = 0; i < context.SupplementalGroups.Count(); i++) Id(path.Child("supplementalGroups").Index(i), context.SupplementalGroups![i]);
        SharedProcesses(path);
        Sysctls(context.Sysctls.OrEmpty(), path.Child("sysctls"));
        if (context.FsGroupChangePolicy is { } change and not ("Always" or "OnRootMismatch"))
            _errors.NotSupported(path.Child("fsGroupChangePolicy"), change, "Always", "OnRootMismatch");
        Seccomp(context.SeccompProfile, path.Child("seccompProfile"));
        WindowsOptions(context.WindowsOptions, path.Child("windowsOptions"));
        AppArmor(context.AppArmorProfile, path.Child("appArmorProfile"));
        if (context.SupplementalGroupsPolicy is { } groups and not ("Merge" or "Strict"))
            _errors.NotSupported(path.Child("supplementalGroupsPolicy"), groups, "Merge", "Strict");
        if (context.SeLinuxChangePolicy is { } relabel and not ("MountOption" or "Recursive"))
            _errors.NotSupported(path.Child("seLinuxChangePolicy"), relabel, "MountOption", "Recursive");
    }

    private void SharedProcesses(FieldPath path)
    {
        if (_spec.ShareProcessNamespace == true && _spec.HostPID == true)
            _errors.Invalid(path.Child("shareProcessNamespace"), true, "ShareProcessNamespace and HostPID cannot both be enabled");
    }

    private void Id(FieldPath path, long? id)
    {
        if (id is < 0 or > int.MaxValue) _errors.Invalid(path, id, IdText);
    }

    private void Sysctls(List<V1Sysctl> sysctls, FieldPath path)
    {
        var names = new HashSet<string>();
        for (var i = 0; i < sysctls.Count; i++)
        {
            var name = sysctls[i].Name ?? "";
            var at = path.Index(i).Child("name");
            if (name.Length == 0) _errors.Required(at);
            else if (!SysctlNames.IsName(name))
                _errors.Invalid(at, name, $"must have at most 253 characters and match regex {SysctlNames.Format}");
            else if (names.Contains(name)) _errors.Duplicate(at, name);
            names.Add(name);
            if (!_options.AllowNamespacedSysctlsForHostNetAndHostIPC && SysctlNames.HostConflict(name, _spec) is { } conflict)
                _errors.Invalid(at, name, conflict);
        }
    }

    private void Seccomp(V1SeccompProfile? profile, FieldPath path)
    {
        if (profile is null) return;
        if (string.IsNullOrEmpty(profile.Type)) _errors.Required(path.Child("type"), "type is required when seccompProfile is set");
        else if (profile.Type is not ("Localhost" or "RuntimeDefault" or "Unconfined"))
            _errors.NotSupported(path.Child("type"), profile.Type, "Localhost", "RuntimeDefault", "Unconfined");

        if (profile.Type == "Localhost")
        {
            if (profile.LocalhostProfile is null) _errors.Required(path.Child("localhostProfile"), "must be set when seccomp type is Localhost");
            else PathRules.LocalDescending(path.Child("localhostProfile"), profile.LocalhostProfile, _errors);
        }
        else if (profile.LocalhostProfile is { } file)
        {
            var shown = new JsonText($"{{\"Type\":{BadValue.JsonQuote(profile.Type ?? "")},\"LocalhostProfile\":{BadValue.JsonQuote(file)}}}");
            _errors.Invalid(path.Child("localhostProfile"), shown, "can only be set when seccomp type is Localhost");
        }
    }

    private void AppArmor(V1AppArmorProfile? profile, FieldPath path)
    {
        const string missing = "must be set when AppArmor type is Localhost";
        if (profile is null) return;
        var file = path.Child("localhostProfile");
        switch (profile.Type)
        {
            case "Localhost" when profile.LocalhostProfile is null:
                _errors.Required(file, missing);
                break;
            case "Localhost":
                var trimmed = profile.LocalhostProfile.Trim();
                if (trimmed != profile.LocalhostProfile) _errors.Invalid(file, profile.LocalhostProfile, "must not be padded with whitespace");
                else if (trimmed.Length == 0) _errors.Required(file, missing);
                if (FormatRules.Utf8Length(profile.LocalhostProfile) > 4095) _errors.TooLong(file, 4095);
                break;
            case "RuntimeDefault" or "Unconfined":
                if (profile.LocalhostProfile is not null) _errors.Invalid(file, profile.LocalhostProfile, "can only be set when AppArmor type is Localhost");
                break;
            case null or "":
                _errors.Required(path.Child("type"), "type is required when appArmorProfile is set");
                break;
            default:
                _errors.NotSupported(path.Child("type"), profile.Type, "Localhost", "RuntimeDefault", "Unconfined");
                break;
        }
    }

    private void SecurityContext(V1SecurityContext? context, FieldPath path)
    {
        if (context is null) return;
        Id(path.Child("runAsUser"), context.RunAsUser);
        Id(path.Child("runAsGroup"), context.RunAsGroup);
        if (context.ProcMount is { } procMount)
        {
            if (procMount is not ("Default" or "Unmasked")) _errors.NotSupported(path.Child("procMount"), procMount, "Default", "Unmasked");
            if (HostUsers && procMount == "Unmasked") _errors.Invalid(path.Child("procMount"), procMount, "`hostUsers` must be false to use `Unmasked`");
        }

        Seccomp(context.SeccompProfile, path.Child("seccompProfile"));
        if (context.AllowPrivilegeEscalation == false)
        {
            if (context.Privileged == true)
                _errors.Invalid(path, GoStructs.Show(context), "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
            foreach (var capability in (context.Capabilities?.Add).OrEmpty().Where(capability => capability == "CAP_SYS_ADMIN"))
                _errors.Invalid(path, GoStructs.Show(context), $"cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` {capability}");
        }

        WindowsOptions(context.WindowsOptions, path.Child("windowsOptions"));
        AppArmor(context.AppArmorProfile, path.Child("appArmorProfile"));
    }

    /// <summary>A pod with a user namespace of its own shares no other namespace with its host.</summary>
    private void HostNamespaces()
    {
        const string rule = "when `pod.Spec.HostUsers` is false";
        if (HostUsers) return;
        if (HostNetwork) _errors.Forbidden(_path.Child("hostNetwork"), rule);
        if (_spec.HostPID == true) _errors.Forbidden(_path.Child("HostPID"), rule);
        if (_spec.HostIPC == true) _errors.Forbidden(_path.Child("HostIPC"), rule);
    }
}
