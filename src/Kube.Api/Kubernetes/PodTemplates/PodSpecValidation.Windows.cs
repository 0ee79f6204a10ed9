using System.Buffers;
using System.Text.RegularExpressions;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

internal sealed partial class PodSpecValidation
{
    private static readonly SearchValues<char> NotInUserNames = SearchValues.Create("\"/\\:;|=,+*?<>@[]");

    private const string NotForWindows = "cannot be set for a windows pod";
    private const string NotForLinux = "windows options cannot be set for a linux pod";

    private void WindowsOptions(V1WindowsSecurityContextOptions? options, FieldPath path)
    {
        if (options is null) return;
        if (options.GmsaCredentialSpecName is { } name) _errors.InvalidEach(path.Child("gmsaCredentialSpecName"), name, FormatRules.DnsSubdomain(name));
        if (options.GmsaCredentialSpec is { } credentials)
        {
            var length = FormatRules.Utf8Length(credentials);
            if (length == 0) _errors.Invalid(path.Child("gmsaCredentialSpec"), credentials, "gmsaCredentialSpec cannot be an empty string");
            else if (length > 64 * 1024) _errors.Invalid(path.Child("gmsaCredentialSpec"), credentials, "gmsaCredentialSpec size must be under 64 KiB");
        }

        if (options.RunAsUserName is { } user) RunAsUserName(user, path.Child("runAsUserName"));
    }

    private void RunAsUserName(string name, FieldPath path)
    {
        var parts = name.Split('\\');
        if (name.Length == 0) _errors.Invalid(path, name, "runAsUserName cannot be an empty string");
        else if (name.Any(c => c is < ' ' or '\x7f')) _errors.Invalid(path, name, "runAsUserName cannot contain control characters");
        else if (parts.Length > 2) _errors.Invalid(path, name, "runAsUserName cannot contain more than one backslash");
        else UserAndDomain(name, parts[^1], parts.Length == 2 ? parts[0] : null, path);
    }

    private void UserAndDomain(string name, string user, string? domain, FieldPath path)
    {
        if (domain is not null)
        {
            if (domain.Length >= 256) _errors.Invalid(path, name, "runAsUserName's Domain length must be under 256 characters");
            if (!NetBiosName().IsMatch(domain) && !WindowsDomain().IsMatch(domain))
                _errors.Invalid(path, name, "runAsUserName's Domain doesn't match the NetBios nor the DNS format");
        }

        if (user.Length == 0) _errors.Invalid(path, name, "runAsUserName's User cannot be empty");
        else if (user.Length > 104) _errors.Invalid(path, name, "runAsUserName's User length must not be longer than 104 characters");
        if (user.Length > 0 && user.All(c => c is '.' or ' ')) _errors.Invalid(path, name, "runAsUserName's User cannot contain only periods or spaces");
        if (user.AsSpan().IndexOfAny(NotInUserNames) >= 0)
            _errors.Invalid(path, name, "runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]");
    }

    /// <summary>A pod either runs all of its containers as processes of a Windows host or none, and then on the host's network.</summary>
    private void WindowsHostProcess()
    {
        var pod = _spec.SecurityContext?.WindowsOptions?.HostProcess;
        var all = 0;
        var hostProcesses = 0;
        foreach (var (container, path) in PodContainers.All(_spec, _path))
        {
            all++;
            var own = container.SecurityContext?.WindowsOptions?.HostProcess;
            if (pod is not null && own is not null && pod != own)
            {
                _errors.Invalid(
                    path.Child("securityContext").Child("windowsOptions", "hostProcess"), own,
                    $"pod hostProcess value must be identical if both are specified, was {(pod.Value ? "true" : "false")}");
            }

            if (own ?? pod ?? false) hostProcesses++;
        }

        if (hostProcesses == 0) return;
        if (hostProcesses != all)
            _errors.Invalid(_path, "", "If pod contains any hostProcess containers then all containers must be HostProcess containers");
        if (!HostNetwork) _errors.Invalid(_path.Child("hostNetwork"), false, "hostNetwork must be true if pod contains any hostProcess containers");
    }

    private void OperatingSystem()
    {
        if (_spec.Os is not { } os) return;
        var path = _path.Child("os");
        if (string.IsNullOrEmpty(os.Name)) _errors.Required(path.Child("name"), "cannot be empty");
        else if (os.Name == "linux") Linux();
        else if (os.Name == "windows") Windows();
        else _errors.NotSupported(path, os.Name, "linux", "windows");
    }

    private void Linux()
    {
        if (_spec.SecurityContext?.WindowsOptions is not null) _errors.Forbidden(_path.Child("securityContext", "windowsOptions"), NotForLinux);
        foreach (var (container, path) in PodContainers.All(_spec, _path))
        {
            if (container.SecurityContext?.WindowsOptions is not null) _errors.Forbidden(path.Child("securityContext", "windowsOptions"), NotForLinux);
        }
    }

    private void Windows()
    {
        var context = _spec.SecurityContext ?? new V1PodSecurityContext();
        var path = _path.Child("securityContext");
        NotOnWindows(path.Child("appArmorProfile"), context.AppArmorProfile is not null);
        NotOnWindows(path.Child("seLinuxOptions"), context.SeLinuxOptions is not null);
        NotOnWindows(_path.Child("hostUsers"), _spec.HostUsers is not null);
        NotOnWindows(_path.Child("hostPID"), _spec.HostPID == true);
        NotOnWindows(_path.Child("hostIPC"), _spec.HostIPC == true);
        NotOnWindows(path.Child("seccompProfile"), context.SeccompProfile is not null);
        NotOnWindows(path.Child("fsGroup"), context.FsGroup is not null);
        NotOnWindows(path.Child("fsGroupChangePolicy"), context.FsGroupChangePolicy is not null);
        NotOnWindows(path.Child("sysctls"), context.Sysctls.Count() > 0);
        NotOnWindows(_path.Child("shareProcessNamespace"), _spec.ShareProcessNamespace is not null);
        NotOnWindows(path.Child("runAsUser"), context.RunAsUser is not null);
        NotOnWindows(path.Child("runAsGroup"), context.RunAsGroup is not null);
        NotOnWindows(path.Child("supplementalGroups"), context.SupplementalGroups is not null);
        NotOnWindows(path.Child("supplementalGroupsPolicy"), context.SupplementalGroupsPolicy is not null);
        NotOnWindows(path.Child("seLinuxChangePolicy"), context.SeLinuxChangePolicy is not null);
        NotOnWindows(_path.Child("resources"), _spec.Resources is not null);
        foreach (var (container, at) in PodContainers.All(_spec, _path))
        {
            if (container.SecurityContext is { } own) WindowsContainer(own, at.Child("securityContext"));
        }
    }

    private void WindowsContainer(V1SecurityContext context, FieldPath path)
    {
        NotOnWindows(path.Child("appArmorProfile"), context.AppArmorProfile is not null);
        NotOnWindows(path.Child("seLinuxOptions"), context.SeLinuxOptions is not null);
        NotOnWindows(path.Child("seccompProfile"), context.SeccompProfile is not null);
        NotOnWindows(path.Child("capabilities"), context.Capabilities is not null);
        NotOnWindows(path.Child("readOnlyRootFilesystem"), context.ReadOnlyRootFilesystem is not null);
        NotOnWindows(path.Child("privileged"), context.Privileged is not null);
        NotOnWindows(path.Child("allowPrivilegeEscalation"), context.AllowPrivilegeEscalation is not null);
        NotOnWindows(path.Child("procMount"), context.ProcMount is not null);
        NotOnWindows(path.Child("runAsUser"), context.RunAsUser is not null);
        NotOnWindows(path.Child("runAsGroup"), context.RunAsGroup is not null);
    }

    private void NotOnWindows(FieldPath path, bool isSet)
    {
        if (isSet) _errors.Forbidden(path, NotForWindows);
    }

    [GeneratedRegex("""^[^\\/:\*\?"<>|\.][^\\/:\*\?"<>|]{0,14}$""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NetBiosName();

    [GeneratedRegex(
        @"^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex WindowsDomain();
}
