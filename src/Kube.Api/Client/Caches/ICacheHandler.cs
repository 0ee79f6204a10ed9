namespace Kube.Api.Client.Caches;

/// <summary>Hears of the changes of a cache, one at a time, in the order in which the cache made them. Called on the cache's own loop: it only takes notes
/// (enqueues a key, updates a column), never waits and never throws.</summary>
/// <typeparam name="T">What an object is for the caller.</typeparam>
public interface ICacheHandler<in T>
{
    /// <summary>An object is there.</summary>
    /// <param name="obj">Shared, read-only.</param>
    /// <param name="isInitial">It was there when the handler subscribed or when the cache first listed: start-up work, which fresh changes may overtake.</param>
    void Added(T obj, bool isInitial);

    /// <summary>An object changed. After a list anew, changes in between are one.</summary>
    void Updated(T old, T current);

    /// <summary>An object is gone.</summary>
    /// <param name="last">As it was last seen; after a list anew it may have changed before it went.</param>
    void Deleted(T last);
}
