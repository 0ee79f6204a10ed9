using System.Diagnostics.CodeAnalysis;
using Kube.Api.Catalog;

namespace Kube.Api.Watch;

/// <summary>A running watch, read by one reader: read all that is there, flush, wait for more. It has no queue of its own: a slow reader costs nobody anything.</summary>
/// <remarks>After an <see cref="WatchEventType.Error"/> event, or at its timeout, the watch ends: <see cref="WaitToReadAsync"/> returns false.</remarks>
public abstract class ObjectWatch : IAsyncDisposable
{
    /// <summary>The resource watched, in the version asked for.</summary>
    public abstract ResourceDefinition Resource { get; }

    /// <summary>Takes the next event if there is one now.</summary>
    public abstract bool TryRead([NotNullWhen(true)] out WatchEvent? watchEvent);

    /// <summary>Waits until there may be an event.</summary>
    /// <returns>False when the watch has ended.</returns>
    public abstract ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
