namespace Kube.Node.Runtime;

/// <summary>Whether a runtime can run pods.</summary>
public sealed record RuntimeStatus
{
    /// <summary>Whether it accepts sandboxes and containers.</summary>
    public required RuntimeCondition Runtime { get; init; }

    /// <summary>Whether it can give sandboxes a network.</summary>
    public required RuntimeCondition Network { get; init; }

    /// <summary>What it does not give though upstream's runtimes do, a sentence each; empty when nothing is missing.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];

    /// <summary>The handlers that pods can name through their RuntimeClass; empty when only the default one is known.</summary>
    public IReadOnlyList<RuntimeHandlerStatus> Handlers { get; init; } = [];

    /// <summary>Whether <see cref="SupplementalGroupsPolicy.Strict"/> is honoured.</summary>
    public bool SupplementalGroupsPolicy { get; init; }
}
