namespace Kube.Node.Agent;

/// <summary>What is to be done to bring the runtime nearer to a pod. Kills come first, then the sandbox, then starts in the order of the lists.</summary>
internal sealed record PodPlan
{
    public static PodPlan Nothing { get; } = new();

    /// <summary>Everything of the pod must stop: its sandbox is unusable, or it is done.</summary>
    public bool KillPod { get; init; }

    /// <summary>A new sandbox is needed.</summary>
    public bool CreateSandbox { get; init; }

    /// <summary>The number of the new sandbox.</summary>
    public int Attempt { get; init; }

    /// <summary>The sandbox to start containers in; empty when there is none yet.</summary>
    public string SandboxId { get; init; } = "";

    /// <summary>Names, in order.</summary>
    public IReadOnlyList<string> EphemeralContainersToStart { get; init; } = [];

    /// <summary>Names, in order.</summary>
    public IReadOnlyList<string> InitContainersToStart { get; init; } = [];

    /// <summary>Names, in order.</summary>
    public IReadOnlyList<string> ContainersToStart { get; init; } = [];

    public IReadOnlyList<ContainerKill> ContainersToKill { get; init; } = [];

    public bool StartsAny => EphemeralContainersToStart.Count + InitContainersToStart.Count + ContainersToStart.Count > 0;

    /// <summary>Names of all that start, in order.</summary>
    public IEnumerable<string> Starts() => EphemeralContainersToStart.Concat(InitContainersToStart).Concat(ContainersToStart);
}
