namespace Kube.Node.Runtime;

/// <summary>Runs and ends pod sandboxes.</summary>
public interface ISandboxDoor
{
    /// <summary>Makes a sandbox and its network; it is ready when this returns.</summary>
    /// <returns>The id of the new sandbox.</returns>
    /// <exception cref="Errors.RuntimeRefusalException">The configuration asks for what this runtime cannot give.</exception>
    /// <exception cref="Errors.RuntimeFailureException">It could not be made; nothing of it remains.</exception>
    ValueTask<string> RunAsync(SandboxConfig config, CancellationToken cancellationToken);

    /// <summary>Kills what still runs in the sandbox and gives its network back. Idempotent; unknown ids are success.</summary>
    ValueTask StopAsync(string sandboxId, CancellationToken cancellationToken);

    /// <summary>Removes the sandbox and its containers, stopping them first. Idempotent; unknown ids are success.</summary>
    ValueTask RemoveAsync(string sandboxId, CancellationToken cancellationToken);

    /// <summary>What the sandbox is now.</summary>
    /// <exception cref="Errors.SandboxNotFoundException">There is none of this id.</exception>
    ValueTask<SandboxStatus> GetStatusAsync(string sandboxId, CancellationToken cancellationToken);

    /// <summary>The sandboxes that match, newest first.</summary>
    ValueTask<IReadOnlyList<SandboxStatus>> ListAsync(SandboxFilter filter, CancellationToken cancellationToken);
}
