using System.Collections.Immutable;

namespace Kube.Node.Runtime;

/// <summary>What a container is at one moment.</summary>
public sealed record ContainerStatus
{
    /// <summary>The id that <see cref="IContainerDoor.CreateAsync"/> gave.</summary>
    public required string Id { get; init; }

    /// <summary>The sandbox it lives in.</summary>
    public required string SandboxId { get; init; }

    /// <summary>Which container of its pod it is.</summary>
    public required ContainerMetadata Metadata { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required ContainerState State { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was started; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Exit code; 128 + n when signal n ended it; 0 before it ended.</summary>
    public int ExitCode { get; init; }

    /// <summary>Why it is as it is: <c>Completed</c>, <c>Error</c>, <c>OOMKilled</c>, <c>ContainerCannotRun</c>, <c>StartError</c>, <c>Unknown</c>; empty before it ended.</summary>
    public string Reason { get; init; } = "";

    /// <summary>More about it, for people.</summary>
    public string Message { get; init; } = "";

    /// <summary>The image's name, normalised.</summary>
    public string Image { get; init; } = "";

    /// <summary>The image's reference with digest, for <c>imageID</c>.</summary>
    public string ImageReference { get; init; } = "";

    /// <summary>The labels it was created with.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The annotations it was created with.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The mounts it was created with.</summary>
    public IReadOnlyList<ContainerMount> Mounts { get; init; } = [];

    /// <summary>Absolute path of its log file; empty when it keeps none.</summary>
    public string LogPath { get; init; } = "";

    /// <summary>The limits in force.</summary>
    public ContainerResources? Resources { get; init; }

    /// <summary>User id its program runs as; null when not known.</summary>
    public long? User { get; init; }

    /// <summary>Group id its program runs as; null when not known.</summary>
    public long? Group { get; init; }

    /// <summary>Groups its program has; empty when not known.</summary>
    public IReadOnlyList<long> SupplementalGroups { get; init; } = [];

    /// <summary>The signal that asks it to stop, such as <c>SIGTERM</c>; empty when not known.</summary>
    public string StopSignal { get; init; } = "";

    /// <summary>Its program's process, as the host numbers it; null when it does not run or there is none.</summary>
    public int? ProcessId { get; init; }
}
