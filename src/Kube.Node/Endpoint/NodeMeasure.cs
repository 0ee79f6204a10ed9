using Kube.Api.Models;
using Kube.Node.Eviction;
using Kube.Node.Runtime;
using Kube.Node.Volumes;

namespace Kube.Node.Endpoint;

/// <summary>What a node and its pods use, at one moment.</summary>
internal sealed record NodeMeasure
{
    public required string NodeName { get; init; }

    /// <summary>When the agent began.</summary>
    public required DateTimeOffset Started { get; init; }

    public required DateTimeOffset Now { get; init; }

    public required IReadOnlyList<SandboxStats> Sandboxes { get; init; }

    /// <summary>The pods that the node knows, by uid.</summary>
    public IReadOnlyDictionary<string, V1Pod> Pods { get; init; } = new Dictionary<string, V1Pod>();

    /// <summary>What they keep on the disk, by uid.</summary>
    public IReadOnlyDictionary<string, PodStorage> Storage { get; init; } = new Dictionary<string, PodStorage>();

    /// <summary>Their volumes of storage drivers, by uid.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<VolumeStats>> Driven { get; init; } = new Dictionary<string, IReadOnlyList<VolumeStats>>();

    /// <summary>What is left of the machine, by <see cref="EvictionSignals"/>.</summary>
    public IReadOnlyDictionary<string, SignalUse> Machine { get; init; } = new Dictionary<string, SignalUse>();

    /// <summary>The file systems of images.</summary>
    public IReadOnlyList<FilesystemUsage> Images { get; init; } = [];

    /// <summary>When a container began; the agent's own begin, when it is not told.</summary>
    public DateTimeOffset StartOf(SandboxStats sandbox, ContainerStats container) =>
        Pods.GetValueOrDefault(sandbox.Metadata.Uid)?.Status is { } status
            ? (status.ContainerStatuses ?? []).Concat(status.InitContainerStatuses ?? []).Concat(status.EphemeralContainerStatuses ?? [])
                .FirstOrDefault(one => one.Name == container.Metadata.Name)?.State?.Running?.StartedAt is { } started ? new(started, TimeSpan.Zero) : Started
            : Started;

    /// <summary>When a pod began.</summary>
    public DateTimeOffset StartOf(SandboxStats sandbox) => Pods.GetValueOrDefault(sandbox.Metadata.Uid)?.Status?.StartTime is { } started ? new(started, TimeSpan.Zero) : Started;
}
