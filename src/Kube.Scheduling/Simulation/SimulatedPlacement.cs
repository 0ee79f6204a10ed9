namespace Kube.Scheduling.Simulation;

/// <summary>What became of a pod in a simulation.</summary>
/// <param name="NodeName">Its node; null when none can take it.</param>
/// <param name="Message">Why none can, as the pod's condition would say; empty when one can.</param>
public readonly record struct SimulatedPlacement(string? NodeName, string Message)
{
    /// <summary>Whether a node was found.</summary>
    public bool IsPlaced => NodeName is not null;
}
