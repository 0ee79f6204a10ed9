using Kube.Node.Runtime;
using P = Kube.Node.Cri.Protos;

namespace Kube.Node.Cri;

/// <summary>What a container is to be, for the wire, and what it is, from it. Pure.</summary>
internal static class CriContainerConfigs
{
    // What upstream hides and protects unless a pod says otherwise (pkg/securitycontext/util.go).
    private static readonly string[] s_masked =
    [
        "/proc/asound", "/proc/acpi", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug",
        "/proc/scsi", "/sys/firmware", "/sys/devices/virtual/powercap",
    ];

    private static readonly string[] s_readOnly = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    public static P.ContainerConfig ToWire(ContainerConfig config, SandboxSecurity sandbox)
    {
        var wire = new P.ContainerConfig
        {
            Metadata = new() { Name = config.Metadata.Name, Attempt = (uint)config.Metadata.Attempt },
            Image = new() { Image = config.Image, UserSpecifiedImage = config.UserSpecifiedImage.Length > 0 ? config.UserSpecifiedImage : config.Image },
            WorkingDir = config.WorkingDirectory,
            LogPath = config.LogPath,
            Stdin = config.Stdin,
            StdinOnce = config.StdinOnce,
            Tty = config.Tty,
            StopSignal = Signal(config.StopSignal),
            Linux = new() { Resources = CriValues.Resources(config.Resources), SecurityContext = Security(config.Security, sandbox) },
        };
        wire.Command.AddRange(config.Command);
        wire.Args.AddRange(config.Args);
        wire.Envs.AddRange(config.Environment.Select(pair => new P.KeyValue { Key = pair.Key, Value = Google.Protobuf.ByteString.CopyFromUtf8(pair.Value) }));
        wire.Mounts.AddRange(config.Mounts.Select(Mount));
        wire.Devices.AddRange(config.Devices.Select(device => new P.Device
        {
            ContainerPath = device.ContainerPath, HostPath = device.HostPath, Permissions = device.Permissions,
        }));
        wire.Labels.Add(config.Labels.ToDictionary());
        wire.Annotations.Add(config.Annotations.ToDictionary());
        return wire;
    }

    public static P.ContainerFilter ToWire(ContainerFilter filter)
    {
        var wire = new P.ContainerFilter { Id = filter.Id ?? "", PodSandboxId = filter.SandboxId ?? "" };
        if (filter.State is { } state) wire.State = new() { State = (P.ContainerState)(int)state };
        wire.LabelSelector.Add(filter.Labels.ToDictionary());
        return wire;
    }

    public static ContainerStatus FromWire(P.ContainerStatus status, string sandboxId) => new()
    {
        Id = status.Id,
        SandboxId = sandboxId,
        Metadata = CriValues.Metadata(status.Metadata),
        State = State(status.State),
        CreatedAt = CriValues.Time(status.CreatedAt) ?? DateTimeOffset.UnixEpoch,
        StartedAt = CriValues.Time(status.StartedAt),
        FinishedAt = CriValues.Time(status.FinishedAt),
        ExitCode = status.ExitCode,
        Reason = status.Reason,
        Message = status.Message,
        Image = status.Image?.Image ?? "",
        ImageReference = status.ImageRef,
        Labels = status.Labels,
        Annotations = status.Annotations,
        Mounts = [.. status.Mounts.Select(Mount)],
        LogPath = status.LogPath,
        Resources = CriValues.Resources(status.Resources?.Linux),
        User = status.User?.Linux?.Uid,
        Group = status.User?.Linux?.Gid,
    };

    public static ContainerState State(P.ContainerState state) => (ContainerState)(int)state;

    private static P.Mount Mount(ContainerMount mount) => new()
    {
        ContainerPath = mount.ContainerPath,
        HostPath = mount.HostPath,
        Readonly = mount.ReadOnly,
        RecursiveReadOnly = mount.RecursiveReadOnly,
        Propagation = (P.MountPropagation)(int)mount.Propagation,
    };

    private static ContainerMount Mount(P.Mount mount) => new()
    {
        ContainerPath = mount.ContainerPath,
        HostPath = mount.HostPath,
        ReadOnly = mount.Readonly,
        RecursiveReadOnly = mount.RecursiveReadOnly,
        Propagation = (MountPropagation)(int)mount.Propagation,
    };

    private static P.LinuxContainerSecurityContext Security(ContainerSecurity security, SandboxSecurity sandbox)
    {
        var wire = new P.LinuxContainerSecurityContext
        {
            Privileged = security.Privileged,
            NamespaceOptions = new()
            {
                Network = CriValues.Mode(sandbox.Network),
                Pid = CriValues.Mode(security.Pid ?? sandbox.Pid),
                Ipc = CriValues.Mode(sandbox.Ipc),
                TargetId = security.TargetContainerId,
            },
            RunAsUser = CriValues.Optional(security.RunAsUser),
            RunAsGroup = CriValues.Optional(security.RunAsGroup),
            RunAsUsername = security.RunAsUser is null ? security.RunAsUserName : "",
            ReadonlyRootfs = security.ReadOnlyRootFilesystem,
            NoNewPrivs = security.NoNewPrivileges,
            Seccomp = CriValues.Seccomp(security.SeccompProfile),
            Apparmor = CriValues.AppArmor(security.AppArmorProfile),
            Capabilities = new(),
        };
        if (sandbox.UserNamespace) wire.NamespaceOptions.UsernsOptions = new() { Mode = P.NamespaceMode.Pod };
        wire.Capabilities.AddCapabilities.AddRange(security.AddCapabilities);
        wire.Capabilities.DropCapabilities.AddRange(security.DropCapabilities);
        wire.SupplementalGroups.AddRange(security.SupplementalGroups);
        wire.MaskedPaths.AddRange(security.MaskedPaths ?? s_masked);
        wire.ReadonlyPaths.AddRange(security.ReadOnlyPaths ?? s_readOnly);
        return wire;
    }

    // The names of the enumeration are the signals' own, but for RTMIN+n and RTMAX-n.
    private static P.Signal Signal(string name) => Enum.TryParse<P.Signal>(
        name.Replace("+", "plus", StringComparison.Ordinal).Replace("-", "minus", StringComparison.Ordinal), ignoreCase: true, out var signal)
        ? signal
        : P.Signal.RuntimeDefault;
}
