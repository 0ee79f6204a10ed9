using System.Diagnostics.CodeAnalysis;
using Kube.Api.Models;

namespace Kube.Api.Client.Caches;

/// <summary>A copy of a resource's objects that follows the server: listed once, kept current by a watch, listed again when the watch cannot resume.
/// It never ends silently: what fails is logged, counted and tried again with a growing wait. Safe for concurrent use.</summary>
/// <remarks>Its objects are shared and read-only; clone one to change it. They may be older than the server's.</remarks>
/// <typeparam name="T">What an object is for the caller.</typeparam>
public interface IResourceCache<T> : ICacheProgress
    where T : class, IKubernetesObject
{
    /// <summary>Finds an object.</summary>
    bool TryGet(ObjectKey key, [NotNullWhen(true)] out T? obj);

    /// <summary>The objects of a namespace, or all when it is empty, as of now, ordered by namespace and name.</summary>
    IReadOnlyList<T> List(string ns);

    /// <summary>The objects that an index files under a value, as of now, ordered by namespace and name.</summary>
    /// <exception cref="ArgumentException">The index was never added.</exception>
    IReadOnlyList<T> Find(CacheIndex<T> index, string value);

    /// <summary>Adds an index; adding the same one again does nothing. What is there already is filed before this returns.</summary>
    void AddIndex(CacheIndex<T> index);

    /// <summary>Tells a handler of every object that is there, as added, and of every change after that, until the result is disposed.</summary>
    IDisposable Subscribe(ICacheHandler<T> handler);
}
