using System.Collections.Immutable;

namespace Kube.Node.Runtime;

/// <summary>Which containers to list; what is left out does not restrict.</summary>
public sealed record ContainerFilter
{
    /// <summary>All of them.</summary>
    public static ContainerFilter All { get; } = new();

    /// <summary>Only the one of this id.</summary>
    public string? Id { get; init; }

    /// <summary>Only those of this sandbox.</summary>
    public string? SandboxId { get; init; }

    /// <summary>Only those in this state.</summary>
    public ContainerState? State { get; init; }

    /// <summary>Only those with all of these labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    internal bool Matches(ContainerStatus container) =>
        (Id is null || Id == container.Id)
        && (SandboxId is null || SandboxId == container.SandboxId)
        && (State is null || State == container.State)
        && LabelMatch.All(Labels, container.Labels);
}
