using Kube.Node.Runtime;
using P = Kube.Node.Cri.Protos;

namespace Kube.Node.Cri;

/// <summary>Small things, to the wire and back.</summary>
internal static class CriValues
{
    private const long NanosecondsPerTick = 100;

    /// <summary>Nanoseconds since 1970; zero is no time.</summary>
    public static DateTimeOffset? Time(long nanoseconds) => nanoseconds == 0 ? null : DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / NanosecondsPerTick);

    public static P.Int64Value? Optional(long? value) => value is { } number ? new P.Int64Value { Value = number } : null;

    /// <summary>Whole seconds, rounded up: a short time is not no time.</summary>
    public static long Seconds(TimeSpan time) => time <= TimeSpan.Zero ? 0 : (long)Math.Ceiling(time.TotalSeconds);

    public static P.PodSandboxMetadata Metadata(SandboxMetadata metadata) =>
        new() { Name = metadata.Name, Namespace = metadata.Namespace, Uid = metadata.Uid, Attempt = (uint)metadata.Attempt };

    public static SandboxMetadata Metadata(P.PodSandboxMetadata? metadata) => new()
    {
        Name = metadata?.Name ?? "", Namespace = metadata?.Namespace ?? "", Uid = metadata?.Uid ?? "", Attempt = (int)(metadata?.Attempt ?? 0),
    };

    public static ContainerMetadata Metadata(P.ContainerMetadata? metadata) => new() { Name = metadata?.Name ?? "", Attempt = (int)(metadata?.Attempt ?? 0) };

    public static P.NamespaceMode Mode(NamespaceMode mode) => (P.NamespaceMode)(int)mode;

    public static NamespaceMode Mode(P.NamespaceMode mode) => (NamespaceMode)(int)mode;

    public static P.LinuxContainerResources? Resources(ContainerResources? resources)
    {
        if (resources is null) return null;
        return new()
        {
            CpuPeriod = resources.CpuPeriod,
            CpuQuota = resources.CpuQuota,
            CpuShares = resources.CpuShares,
            MemoryLimitInBytes = resources.MemoryLimitBytes,
            MemorySwapLimitInBytes = resources.MemorySwapLimitBytes,
            OomScoreAdj = resources.OomScoreAdjustment ?? 0,
            CpusetCpus = resources.CpusetCpus,
            CpusetMems = resources.CpusetMems,
        };
    }

    public static ContainerResources? Resources(P.LinuxContainerResources? resources) => resources is null ? null : new()
    {
        CpuPeriod = resources.CpuPeriod,
        CpuQuota = resources.CpuQuota,
        CpuShares = resources.CpuShares,
        MemoryLimitBytes = resources.MemoryLimitInBytes,
        MemorySwapLimitBytes = resources.MemorySwapLimitInBytes,
        OomScoreAdjustment = (int)resources.OomScoreAdj,
        CpusetCpus = resources.CpusetCpus,
        CpusetMems = resources.CpusetMems,
    };

    /// <summary>Empty is unconfined, as upstream without its <c>SeccompDefault</c>.</summary>
    public static P.SecurityProfile Seccomp(string profile) => profile.Length == 0 ? new() { ProfileType = P.SecurityProfile.Types.ProfileType.Unconfined } : Profile(profile);

    public static P.SecurityProfile? AppArmor(string profile) => profile.Length == 0 ? null : Profile(profile);

    private static P.SecurityProfile Profile(string profile) => profile switch
    {
        "RuntimeDefault" => new() { ProfileType = P.SecurityProfile.Types.ProfileType.RuntimeDefault },
        "Unconfined" => new() { ProfileType = P.SecurityProfile.Types.ProfileType.Unconfined },
        _ => new() { ProfileType = P.SecurityProfile.Types.ProfileType.Localhost, LocalhostRef = profile },
    };
}
