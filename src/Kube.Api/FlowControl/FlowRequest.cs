using Kube.Api.Authentication;

namespace Kube.Api.FlowControl;

/// <summary>One request at a priority level, waiting or executing. Owned by its level, which uses it again for later requests; guarded by the level's lock.</summary>
internal sealed class FlowRequest(PriorityLevel level)
{
    public PriorityLevel Level { get; } = level;

    /// <summary>Grows with every use, so that a ticket of an earlier use does nothing.</summary>
    public int Generation { get; set; }

    public CompiledSchema Schema { get; set; } = null!;

    public FlowQueue? Queue { get; set; }

    public UserInfo User { get; set; } = UserInfo.Anonymous;

    public string Method { get; set; } = "";

    public string Path { get; set; } = "";

    public WorkEstimate Work { get; set; }

    public long ArrivedAt { get; set; }

    public long StartedAt { get; set; }

    /// <summary>The level's virtual time when it came.</summary>
    public double ArrivalR { get; set; }

    public FlowRequestState State { get; set; }

    /// <summary>Completes when the request may start; only one that had to wait has it.</summary>
    public TaskCompletionSource? Started { get; set; }

    /// <summary>The neighbours in the queue, or among those that execute.</summary>
    public FlowRequest? Next { get; set; }

    public FlowRequest? Previous { get; set; }

    /// <summary>Seats times seconds that the request is expected to take.</summary>
    public double TotalWork => (Work.InitialSeats * PriorityLevel.EstimatedServiceSeconds) + (Work.FinalSeats * Work.AdditionalLatency.TotalSeconds);
}
