namespace Kube.Controllers.Runtime;

/// <summary>A controller of one term. Disposed of after its run has ended.</summary>
internal interface IRunningController : IAsyncDisposable
{
    /// <summary>Whether its caches have synced and it works.</summary>
    bool IsReady { get; }

    /// <summary>Runs until the token is cancelled and its workers have ended.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
