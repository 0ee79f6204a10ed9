using System.Collections.Immutable;

namespace Kube.Node.Runtime;

/// <summary>Which sandboxes to list; what is left out does not restrict.</summary>
public sealed record SandboxFilter
{
    /// <summary>All of them.</summary>
    public static SandboxFilter All { get; } = new();

    /// <summary>Only the one of this id.</summary>
    public string? Id { get; init; }

    /// <summary>Only those in this state.</summary>
    public SandboxState? State { get; init; }

    /// <summary>Only those with all of these labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    internal bool Matches(SandboxStatus sandbox) =>
        (Id is null || Id == sandbox.Id)
        && (State is null || State == sandbox.State)
        && LabelMatch.All(Labels, sandbox.Labels);
}
