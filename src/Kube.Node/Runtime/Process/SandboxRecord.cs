using Kube.Node.Runtime.Process.Linux;

namespace Kube.Node.Runtime.Process;

/// <summary>What is written down of a sandbox, to find it again.</summary>
internal sealed record SandboxRecord
{
    public required string Id { get; init; }

    public required SandboxConfig Config { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Its address; empty with the host's network.</summary>
    public string Address { get; init; } = "";

    public required ProcessIdentity Shim { get; init; }

    /// <summary>Whether it was stopped, so that nothing in it may be started again.</summary>
    public bool Stopped { get; init; }
}
