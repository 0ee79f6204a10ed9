namespace Kube.Api.Watch;

/// <summary>What a watch event says.</summary>
public enum WatchEventType
{
    /// <summary>The object is there, or now fits the selection.</summary>
    Added,

    /// <summary>The object changed.</summary>
    Modified,

    /// <summary>The object is gone, or no longer fits the selection; it comes as it last was, with the revision of the event.</summary>
    Deleted,

    /// <summary>Only a revision: everything up to it was sent.</summary>
    Bookmark,

    /// <summary>The watch cannot go on; the object is a Status. Nothing follows.</summary>
    Error,
}
