namespace Kube.Node.Eviction;

/// <summary>A simulated runtime that says what its machine has left.</summary>
internal interface ISimulatedPressure
{
    /// <summary>By signal; empty: it cannot run short.</summary>
    IReadOnlyDictionary<string, SignalUse> Use { get; }
}
