using System.Collections.Immutable;

namespace Kube.Node.Runtime;

/// <summary>Limits, in the kernel's words; zero is unlimited or the kernel's default.</summary>
public sealed record ContainerResources
{
    /// <summary>Period of the CPU quota, in microseconds; upstream uses 100,000.</summary>
    public long CpuPeriod { get; init; }

    /// <summary>CPU time per period, in microseconds.</summary>
    public long CpuQuota { get; init; }

    /// <summary>Relative weight, 2 to 262,144; 1,024 is one CPU asked for.</summary>
    public long CpuShares { get; init; }

    /// <summary>Bytes of memory, beyond which the container is killed (<c>OOMKilled</c>).</summary>
    public long MemoryLimitBytes { get; init; }

    /// <summary>Likelihood of being killed when the host runs out, -1000 to 1000; null leaves it.</summary>
    public int? OomScoreAdjustment { get; init; }

    /// <summary>Most processes at once.</summary>
    public long PidLimit { get; init; }

    /// <summary>CPUs it may run on, as <c>0-2,7</c>; empty means all.</summary>
    public string CpusetCpus { get; init; } = "";

    /// <summary>Memory nodes it may use; empty means all.</summary>
    public string CpusetMems { get; init; } = "";

    /// <summary>Bytes of memory and swap together.</summary>
    public long MemorySwapLimitBytes { get; init; }

    /// <summary>Bytes of huge pages, by page size as the kernel names it (<c>2MB</c>, <c>1GB</c>).</summary>
    public IReadOnlyDictionary<string, long> HugepageLimits { get; init; } = ImmutableDictionary<string, long>.Empty;

    /// <summary>Further settings of cgroup v2 by file, such as <c>memory.high</c>; a runtime on v1 leaves them out.</summary>
    public IReadOnlyDictionary<string, string> Unified { get; init; } = ImmutableDictionary<string, string>.Empty;
}
