namespace Kube.Store.Watch;

/// <summary>What happened to a key.</summary>
public enum WatchEventKind
{
    /// <summary>It was written.</summary>
    Put,

    /// <summary>It was deleted, by an operation or by the end of its lease.</summary>
    Delete,
}
