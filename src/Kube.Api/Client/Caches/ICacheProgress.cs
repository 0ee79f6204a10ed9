namespace Kube.Api.Client.Caches;

/// <summary>How far a cache has come.</summary>
public interface ICacheProgress
{
    /// <summary>Whether the first list is in and every handler of that time has been told of it.</summary>
    bool HasSynced { get; }

    /// <summary>Waits for <see cref="HasSynced"/>.</summary>
    Task WaitForSyncAsync(CancellationToken cancellationToken);

    /// <summary>Waits until the cache shows a revision of this resource, or a newer one: after a write of one's own, with the resourceVersion that it answered.</summary>
    Task WaitForRevisionAsync(string resourceVersion, CancellationToken cancellationToken);
}
