using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Admission.PodSecurity;

/// <summary>The level <c>baseline</c> in upstream's order and words (<c>pod-security-admission/policy/check_*.go</c>, 1.36).</summary>
internal static class BaselineChecks
{
    private const string AppArmorPrefix = "container.apparmor.security.beta.kubernetes.io/";

    private static readonly HashSet<string> s_capabilities = new(StringComparer.Ordinal)
    {
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    };

    private static readonly HashSet<string> s_sysctls = new(StringComparer.Ordinal)
    {
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
        "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
    };

    public static Finding? AppArmor(V1ObjectMeta meta, V1PodSpec spec, CheckedContainer[] containers)
    {
        var setters = new List<string>();
        var values = new SortedSet<string>(StringComparer.Ordinal);
        if (spec.SecurityContext?.AppArmorProfile?.Type is { } pod && !IsAllowedAppArmor(pod))
        {
            setters.Add("pod");
            values.Add(pod);
        }

        AddContainers(setters, values, containers, static one => one.Security?.AppArmorProfile?.Type is { } type && !IsAllowedAppArmor(type) ? type : null);
        var annotations = (meta.Annotations ?? []).Where(static one => one.Key.StartsWith(AppArmorPrefix, StringComparison.Ordinal) && !IsAllowedAnnotation(one.Value)).ToList();
        if (annotations.Count > 0) setters.Add(CheckedContainer.Plural("annotation", annotations.Count));
        foreach (var (key, value) in annotations) values.Add($"{key}=\"{value}\"");
        return setters.Count == 0
            ? null
            : new Finding(
                CheckedContainer.Plural("forbidden AppArmor profile", values.Count), $"{string.Join(" and ", setters)} must not set AppArmor profile type to {CheckedContainer.Quote(values)}");
    }

    public static Finding? Capabilities(CheckedContainer[] containers)
    {
        var bad = new List<string>();
        var added = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var one in containers)
        {
            var forbidden = (one.Security?.Capabilities?.Add ?? []).Where(static name => !s_capabilities.Contains(name)).ToList();
            if (forbidden.Count > 0) bad.Add(one.Name);
            added.UnionWith(forbidden);
        }

        return bad.Count == 0
            ? null
            : new Finding("non-default capabilities", $"{CheckedContainer.Show(bad)} must not include {CheckedContainer.Quote(added)} in securityContext.capabilities.add");
    }

    public static Finding? HostNamespaces(V1PodSpec spec)
    {
        var shared = new List<string>();
        if (spec.HostNetwork == true) shared.Add("hostNetwork=true");
        if (spec.HostPID == true) shared.Add("hostPID=true");
        if (spec.HostIPC == true) shared.Add("hostIPC=true");
        return shared.Count == 0 ? null : new Finding("host namespaces", string.Join(", ", shared));
    }

    public static Finding? HostPaths(V1PodSpec spec)
    {
        var volumes = (spec.Volumes ?? []).Where(static one => one.HostPath is not null).Select(static one => one.Name).ToList();
        return volumes.Count == 0 ? null : new Finding("hostPath volumes", $"{CheckedContainer.Plural("volume", volumes.Count)} {CheckedContainer.Quote(volumes)}");
    }

    public static Finding? HostPorts(CheckedContainer[] containers)
    {
        var bad = containers.Where(static one => (one.Ports ?? []).Exists(static port => port.HostPort is > 0)).ToList();
        if (bad.Count == 0) return null;
        var ports = bad.SelectMany(static one => one.Ports!).Where(static port => port.HostPort is > 0).Select(static port => $"{port.HostPort}").Distinct()
            .Order(StringComparer.Ordinal).ToList();
        return new Finding(
            "hostPort",
            $"{CheckedContainer.Show([.. bad.Select(static one => one.Name)])} {Uses(bad.Count)} {CheckedContainer.Plural("hostPort", ports.Count)} {string.Join(", ", ports)}");
    }

    public static Finding? HostProbes(CheckedContainer[] containers)
    {
        var bad = new List<string>();
        var hosts = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var one in containers)
        {
            string?[] named =
            [
                .. one.Probes.SelectMany(static probe => new[] { probe?.HttpGet?.Host, probe?.TcpSocket?.Host }),
                one.Lifecycle?.PostStart?.HttpGet?.Host, one.Lifecycle?.PostStart?.TcpSocket?.Host,
                one.Lifecycle?.PreStop?.HttpGet?.Host, one.Lifecycle?.PreStop?.TcpSocket?.Host,
            ];
            var forbidden = named.Where(static host => !string.IsNullOrEmpty(host) && host is not ("127.0.0.1" or "::1")).Select(static host => host!).ToList();
            if (forbidden.Count > 0) bad.Add(one.Name);
            hosts.UnionWith(forbidden);
        }

        return bad.Count == 0
            ? null
            : new Finding(
                "probe or lifecycle host",
                $"{CheckedContainer.Show(bad)} {Uses(bad.Count)} probe or lifecycle {CheckedContainer.Plural("host", hosts.Count)} {CheckedContainer.Quote(hosts)}");
    }

    public static Finding? Privileged(CheckedContainer[] containers)
    {
        var bad = Names(containers, static one => one.Security?.Privileged == true);
        return bad.Count == 0 ? null : new Finding("privileged", $"{CheckedContainer.Show(bad)} must not set securityContext.privileged=true");
    }

    public static Finding? ProcMount(CheckedContainer[] containers)
    {
        var values = new SortedSet<string>(StringComparer.Ordinal);
        var bad = new List<string>();
        foreach (var one in containers)
        {
            if (one.Security?.ProcMount is not { } mount || mount is "Default") continue;
            bad.Add(one.Name);
            values.Add(mount);
        }

        return bad.Count == 0 ? null : new Finding("procMount", $"{CheckedContainer.Show(bad)} must not set securityContext.procMount to {CheckedContainer.Quote(values)}");
    }

    public static Finding? SELinux(V1PodSpec spec, CheckedContainer[] containers)
    {
        var types = new SortedSet<string>(StringComparer.Ordinal);
        var setters = new List<string>();
        bool hasUser = false, hasRole = false;
        if (IsBad(spec.SecurityContext?.SeLinuxOptions)) setters.Add("pod");
        var bad = Names(containers, one => IsBad(one.Security?.SeLinuxOptions));
        if (bad.Count > 0) setters.Add(CheckedContainer.Show(bad));
        if (setters.Count == 0) return null;

        var data = new List<string>();
        if (types.Count > 0) data.Add($"{CheckedContainer.Plural("type", types.Count)} {CheckedContainer.Quote(types)}");
        if (hasUser) data.Add("user may not be set");
        if (hasRole) data.Add("role may not be set");
        return new Finding("seLinuxOptions", $"{string.Join(" and ", setters)} set forbidden securityContext.seLinuxOptions: {string.Join("; ", data)}");

        bool IsBad(V1SELinuxOptions? options)
        {
            if (options is null) return false;
            var type = options.Type ?? "";
            var isTypeBad = type is not ("" or "container_t" or "container_init_t" or "container_kvm_t" or "container_engine_t");
            if (isTypeBad) types.Add(type);
            hasUser |= !string.IsNullOrEmpty(options.User);
            hasRole |= !string.IsNullOrEmpty(options.Role);
            return isTypeBad || !string.IsNullOrEmpty(options.User) || !string.IsNullOrEmpty(options.Role);
        }
    }

    public static Finding? Seccomp(V1PodSpec spec, CheckedContainer[] containers)
    {
        var setters = new List<string>();
        var values = new SortedSet<string>(StringComparer.Ordinal);
        if (spec.SecurityContext?.SeccompProfile?.Type is { } pod && !IsAllowedSeccomp(pod))
        {
            setters.Add("pod");
            values.Add(pod);
        }

        AddContainers(setters, values, containers, static one => one.Security?.SeccompProfile?.Type is { } type && !IsAllowedSeccomp(type) ? type : null);
        return setters.Count == 0
            ? null
            : new Finding("seccompProfile", $"{string.Join(" and ", setters)} must not set securityContext.seccompProfile.type to {CheckedContainer.Quote(values)}");
    }

    public static Finding? Sysctls(V1PodSpec spec)
    {
        var bad = (spec.SecurityContext?.Sysctls ?? []).Select(static one => one.Name).Where(static name => !s_sysctls.Contains(name)).ToList();
        return bad.Count == 0 ? null : new Finding("forbidden sysctls", string.Join(", ", bad));
    }

    public static Finding? HostProcess(V1PodSpec spec, CheckedContainer[] containers)
    {
        var setters = new List<string>();
        if (spec.SecurityContext?.WindowsOptions?.HostProcess == true) setters.Add("pod");
        var bad = Names(containers, static one => one.Security?.WindowsOptions?.HostProcess == true);
        if (bad.Count > 0) setters.Add(CheckedContainer.Show(bad));
        return setters.Count == 0 ? null : new Finding("hostProcess", $"{string.Join(" and ", setters)} must not set securityContext.windowsOptions.hostProcess=true");
    }

    public static bool IsAllowedSeccomp(string type) => type is "RuntimeDefault" or "Localhost";

    public static List<string> Names(CheckedContainer[] containers, Func<CheckedContainer, bool> isBad) => [.. containers.Where(isBad).Select(static one => one.Name)];

    public static string Uses(int count) => count == 1 ? "uses" : "use";

    private static void AddContainers(List<string> setters, SortedSet<string> values, CheckedContainer[] containers, Func<CheckedContainer, string?> find)
    {
        var bad = new List<string>();
        foreach (var one in containers)
        {
            if (find(one) is not { } value) continue;
            bad.Add(one.Name);
            values.Add(value);
        }

        if (bad.Count > 0) setters.Add(CheckedContainer.Show(bad));
    }

    private static bool IsAllowedAppArmor(string type) => type is "RuntimeDefault" or "Localhost";

    private static bool IsAllowedAnnotation(string value) => value.Length == 0 || value == "runtime/default" || value.StartsWith("localhost/", StringComparison.Ordinal);
}
