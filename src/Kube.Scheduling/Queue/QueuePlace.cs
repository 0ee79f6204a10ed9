namespace Kube.Scheduling.Queue;

/// <summary>Where a pod of the queue is.</summary>
internal enum QueuePlace
{
    /// <summary>It left the queue.</summary>
    Gone,

    /// <summary>Ready to be tried.</summary>
    Active,

    /// <summary>Waits out its back-off after no node could take it.</summary>
    Backoff,

    /// <summary>Waits out its back-off after something went wrong.</summary>
    ErrorBackoff,

    /// <summary>Sleeps until an event may help.</summary>
    Parked,

    /// <summary>A PreEnqueue plugin holds it.</summary>
    Gated,

    /// <summary>Being tried or bound.</summary>
    InFlight,
}
