using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Api.Client;

/// <summary>Reads the objects of one resource.</summary>
/// <typeparam name="T">What an object is for the caller.</typeparam>
public interface IResourceReads<T>
    where T : class, IKubernetesObject
{
    /// <summary>Reads one object.</summary>
    /// <exception cref="Errors.NotFoundException">There is none of that name.</exception>
    ValueTask<T> GetAsync(ObjectKey key, CancellationToken cancellationToken);

    /// <summary>Reads one part of a list; go on with its continue token in the options.</summary>
    /// <param name="ns">The namespace; empty: all.</param>
    /// <param name="options">Selection, state and limit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<ResourceList<T>> ListAsync(string ns, ListOptions options, CancellationToken cancellationToken);

    /// <summary>Reads a whole list part by part, at one state.</summary>
    /// <param name="ns">The namespace; empty: all.</param>
    /// <param name="options">Selection and state; its limit is the size of a part, 500 when it is 0.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Errors.ExpiredException">Reading took so long that the state is gone.</exception>
    IAsyncEnumerable<T> ListAllAsync(string ns, ListOptions options, CancellationToken cancellationToken);

    /// <summary>Streams changes, starting after the options' resourceVersion, and goes on across the server's timeouts and lost connections without losing or
    /// repeating a change.</summary>
    /// <param name="ns">The namespace; empty: all.</param>
    /// <param name="options">Selection and start. Bookmarks are delivered only when they are asked for.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="Errors.ExpiredException">The start, or the place to resume from, is too old: list again.</exception>
    /// <exception cref="IOException">A watch that starts with the objects there are broke off before their end: start again.</exception>
    IAsyncEnumerable<ResourceEvent<T>> WatchAsync(string ns, ListOptions options, CancellationToken cancellationToken);
}
