using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Api.Client;

/// <summary>Writes the objects of one resource.</summary>
/// <typeparam name="T">What an object is for the caller.</typeparam>
public interface IResourceWrites<T>
    where T : class, IKubernetesObject
{
    /// <summary>Creates an object in the namespace that its metadata names.</summary>
    /// <returns>The object as the server made it.</returns>
    ValueTask<T> CreateAsync(T obj, WriteOptions options, CancellationToken cancellationToken);

    /// <summary>Replaces an object; with a resourceVersion only if it is still at that one.</summary>
    /// <exception cref="Errors.ConflictException">It is not.</exception>
    ValueTask<T> UpdateAsync(T obj, WriteOptions options, CancellationToken cancellationToken);

    /// <summary>Changes part of an object.</summary>
    ValueTask<T> PatchAsync(ObjectKey key, PatchBody patch, WriteOptions options, CancellationToken cancellationToken);

    /// <summary>Deletes an object, or asks it to go.</summary>
    /// <returns>The object when the server shows it, as it does when it lives on for a while; else null.</returns>
    ValueTask<T?> DeleteAsync(ObjectKey key, V1DeleteOptions options, CancellationToken cancellationToken);

    /// <summary>Deletes the objects of a selection one by one.</summary>
    ValueTask DeleteCollectionAsync(string ns, ListOptions selection, V1DeleteOptions options, CancellationToken cancellationToken);
}
