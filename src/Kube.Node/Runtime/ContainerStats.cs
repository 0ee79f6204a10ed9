using System.Collections.Immutable;

namespace Kube.Node.Runtime;

/// <summary>What a container uses.</summary>
public sealed record ContainerStats
{
    /// <summary>The container.</summary>
    public required string Id { get; init; }

    /// <summary>Which container of its pod it is.</summary>
    public required ContainerMetadata Metadata { get; init; }

    /// <summary>The labels it was created with.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>CPU time; null when it cannot be measured.</summary>
    public CpuUsage? Cpu { get; init; }

    /// <summary>Memory; null when it cannot be measured.</summary>
    public MemoryUsage? Memory { get; init; }

    /// <summary>What it wrote to its own file system; null when it cannot be measured.</summary>
    public FilesystemUsage? WritableLayer { get; init; }
}
