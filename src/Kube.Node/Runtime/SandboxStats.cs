using System.Collections.Immutable;

namespace Kube.Node.Runtime;

/// <summary>What a sandbox uses, its containers included.</summary>
public sealed record SandboxStats
{
    /// <summary>The sandbox.</summary>
    public required string Id { get; init; }

    /// <summary>Which pod it is for.</summary>
    public required SandboxMetadata Metadata { get; init; }

    /// <summary>The labels it was made with.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>CPU time; null when it cannot be measured.</summary>
    public CpuUsage? Cpu { get; init; }

    /// <summary>Memory; null when it cannot be measured.</summary>
    public MemoryUsage? Memory { get; init; }

    /// <summary>Network; null with the host's network, or when it cannot be measured.</summary>
    public NetworkUsage? Network { get; init; }

    /// <summary>Processes in the sandbox; null when they cannot be counted.</summary>
    public long? ProcessCount { get; init; }

    /// <summary>Its running containers.</summary>
    public IReadOnlyList<ContainerStats> Containers { get; init; } = [];
}
