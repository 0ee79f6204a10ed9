namespace Kube.Node.Errors;

/// <summary>The runtime knows no sandbox of this id: it never existed, or was removed.</summary>
/// <param name="sandboxId">The id that was asked for.</param>
public sealed class SandboxNotFoundException(string sandboxId) : NodeException($"pod sandbox \"{sandboxId}\": not found")
{
    /// <summary>The id that was asked for.</summary>
    public string SandboxId { get; } = sandboxId;
}
