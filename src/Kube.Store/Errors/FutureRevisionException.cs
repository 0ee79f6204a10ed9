namespace Kube.Store.Errors;

/// <summary>The requested revision does not exist yet.</summary>
/// <param name="requested">The revision asked for.</param>
/// <param name="current">The newest.</param>
public sealed class FutureRevisionException(long requested, long current)
    : StoreException($"revision {requested} is in the future, newest revision is {current}")
{
    /// <summary>The revision asked for.</summary>
    public long RequestedRevision { get; } = requested;

    /// <summary>The newest.</summary>
    public long CurrentRevision { get; } = current;
}
