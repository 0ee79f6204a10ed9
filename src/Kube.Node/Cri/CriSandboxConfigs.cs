using Kube.Node.Runtime;
using P = Kube.Node.Cri.Protos;

namespace Kube.Node.Cri;

/// <summary>What a sandbox is to be, for the wire, and what it is, from it. Pure.</summary>
internal static class CriSandboxConfigs
{
    public static P.PodSandboxConfig ToWire(SandboxConfig config)
    {
        var wire = new P.PodSandboxConfig
        {
            Metadata = CriValues.Metadata(config.Metadata),
            Hostname = config.Hostname,
            LogDirectory = config.LogDirectory,
            Linux = new()
            {
                CgroupParent = config.CgroupParent,
                SecurityContext = Security(config.Security),
                Resources = CriValues.Resources(config.Resources),
            },
        };
        if (config.Dns is { } dns)
        {
            wire.DnsConfig = new();
            wire.DnsConfig.Servers.AddRange(dns.Servers);
            wire.DnsConfig.Searches.AddRange(dns.Searches);
            wire.DnsConfig.Options.AddRange(dns.Options);
        }

        wire.PortMappings.AddRange(config.PortMappings.Select(Port));
        wire.Labels.Add(config.Labels.ToDictionary());
        wire.Annotations.Add(config.Annotations.ToDictionary());
        wire.Linux.Sysctls.Add(config.Sysctls.ToDictionary());
        return wire;
    }

    public static P.PodSandboxFilter ToWire(SandboxFilter filter)
    {
        var wire = new P.PodSandboxFilter { Id = filter.Id ?? "" };
        if (filter.State is { } state) wire.State = new() { State = state == SandboxState.Ready ? P.PodSandboxState.SandboxReady : P.PodSandboxState.SandboxNotready };
        wire.LabelSelector.Add(filter.Labels.ToDictionary());
        return wire;
    }

    public static SandboxStatus FromWire(P.PodSandboxStatus status) => new()
    {
        Id = status.Id,
        Metadata = CriValues.Metadata(status.Metadata),
        State = status.State == P.PodSandboxState.SandboxReady ? SandboxState.Ready : SandboxState.NotReady,
        CreatedAt = CriValues.Time(status.CreatedAt) ?? DateTimeOffset.UnixEpoch,
        Addresses = Addresses(status),
        Security = Security(status.Linux?.Namespaces?.Options),
        Labels = status.Labels,
        Annotations = status.Annotations,
        RuntimeHandler = status.RuntimeHandler,
    };

    private static string[] Addresses(P.PodSandboxStatus status)
    {
        if (status.State != P.PodSandboxState.SandboxReady || status.Network is not { Ip.Length: > 0 } network) return [];
        return [network.Ip, .. network.AdditionalIps.Select(address => address.Ip)];
    }

    private static P.PortMapping Port(PortMapping port) => new()
    {
        Protocol = port.Protocol switch { "UDP" => P.Protocol.Udp, "SCTP" => P.Protocol.Sctp, _ => P.Protocol.Tcp },
        ContainerPort = port.ContainerPort,
        HostPort = port.HostPort,
        HostIp = port.HostIp,
    };

    private static P.LinuxSandboxSecurityContext Security(SandboxSecurity security)
    {
        var wire = new P.LinuxSandboxSecurityContext
        {
            NamespaceOptions = new() { Network = CriValues.Mode(security.Network), Pid = CriValues.Mode(security.Pid), Ipc = CriValues.Mode(security.Ipc) },
            Privileged = security.Privileged,
            Seccomp = new() { ProfileType = P.SecurityProfile.Types.ProfileType.RuntimeDefault },
        };
        if (security.UserNamespace) wire.NamespaceOptions.UsernsOptions = new() { Mode = P.NamespaceMode.Pod };
        wire.SupplementalGroups.AddRange(security.SupplementalGroups);
        return wire;
    }

    private static SandboxSecurity Security(P.NamespaceOption? options) => options is null ? new() : new()
    {
        Network = CriValues.Mode(options.Network),
        Pid = CriValues.Mode(options.Pid),
        Ipc = CriValues.Mode(options.Ipc),
        UserNamespace = options.UsernsOptions is { Mode: P.NamespaceMode.Pod },
    };
}
