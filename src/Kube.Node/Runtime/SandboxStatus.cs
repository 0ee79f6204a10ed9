using System.Collections.Immutable;

namespace Kube.Node.Runtime;

/// <summary>What a sandbox is at one moment.</summary>
public sealed record SandboxStatus
{
    /// <summary>The id that <see cref="ISandboxDoor.RunAsync"/> gave.</summary>
    public required string Id { get; init; }

    /// <summary>Which pod it is for.</summary>
    public required SandboxMetadata Metadata { get; init; }

    /// <summary>Whether it is up.</summary>
    public required SandboxState State { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Its addresses, the primary first; empty with the host's network and when it is not ready.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Which namespaces it has.</summary>
    public SandboxSecurity Security { get; init; } = new();

    /// <summary>The labels it was made with.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The annotations it was made with.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The handler it was made with.</summary>
    public string RuntimeHandler { get; init; } = "";

    /// <summary>Process that holds the sandbox, as the host numbers it; null where there is none.</summary>
    public int? ProcessId { get; init; }
}
