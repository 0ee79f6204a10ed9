namespace Kube.Api.Client.Caches;

/// <summary>A cache as its owner sees it, whatever its objects are.</summary>
internal interface ICacheLoop : ICacheProgress
{
    /// <summary>Fills the cache and keeps it current until the token is cancelled.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
