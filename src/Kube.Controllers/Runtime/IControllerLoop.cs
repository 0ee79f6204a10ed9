namespace Kube.Controllers.Runtime;

/// <summary>A controller that is no reconciler of one kind: it runs as it likes while this process leads.</summary>
/// <remarks>Made by the container like a reconciler. Its caches have not synced when it starts.</remarks>
public interface IControllerLoop
{
    /// <summary>Runs until the token is cancelled. A failure is logged, and the loop is started again after a growing wait.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
