namespace Kube.Scheduling.Framework;

/// <summary>A pod that waits to be scheduled.</summary>
public sealed class QueuedPod
{
    internal QueuedPod(PodInfo pod, DateTimeOffset queuedAt, long order)
    {
        Pod = pod;
        QueuedAt = FirstQueuedAt = queuedAt;
        Order = order;
    }

    /// <summary>The pod.</summary>
    public PodInfo Pod { get; internal set; }

    /// <summary>When it entered the queue, or came back to it.</summary>
    public DateTimeOffset QueuedAt { get; internal set; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; internal set; }

    internal DateTimeOffset FirstQueuedAt { get; }

    /// <summary>The clock's reading when the last attempt began.</summary>
    internal long AttemptBegan { get; set; }

    /// <summary>Breaks ties by arrival.</summary>
    internal long Order { get; set; }

    internal Queue.QueuePlace Place { get; set; }

    /// <summary>Done when the server knows what was last to be said of the pod: its binding is written after that, or a late word would deny it.</summary>
    internal Task Reported { get; set; } = Task.CompletedTask;

    internal int HeapIndex { get; set; } = -1;

    /// <summary>While it is parked: the node where room is being made for it.</summary>
    internal string? PromisedNode { get; set; }

    internal DateTimeOffset ReadyAt { get; set; }

    internal DateTimeOffset ParkedAt { get; set; }

    /// <summary>How often in a row no node could take it.</summary>
    internal int UnschedulableCount { get; set; }

    /// <summary>How often in a row the attempt failed for another reason.</summary>
    internal int ErrorCount { get; set; }

    /// <summary>The plugins that rejected it last, as a set of the registry's indexes.</summary>
    internal ulong RejectedBy { get; set; }

    /// <summary>The queue's count of events when the last attempt began.</summary>
    internal long AttemptedAt { get; set; }
}
