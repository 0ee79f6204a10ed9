namespace Kube.Node.Runtime;

/// <summary>Which pod a sandbox is for.</summary>
public sealed record SandboxMetadata
{
    /// <summary>The pod's name.</summary>
    public required string Name { get; init; }

    /// <summary>The pod's namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The pod's uid; unlike the name it is never used again.</summary>
    public required string Uid { get; init; }

    /// <summary>How many sandboxes this pod had before this one.</summary>
    public int Attempt { get; init; }
}
