namespace Kube.Node.Runtime;

/// <summary>What runs a node's pods: CRI v1's shape, a door per role.</summary>
/// <remarks>
/// <para>A pod's life: <c>Run</c> sandbox → <c>Pull</c> image → <c>Create</c>, <c>Start</c> container → it exits, or <c>Stop</c> → <c>Remove</c> container →
/// <c>Stop</c>, <c>Remove</c> sandbox. Stopping a sandbox kills what still runs in it; removing it removes its containers.</para>
/// <para>Calls overlap freely between sandboxes; within one sandbox the agent makes one life-cycle call at a time (status, list and streams may overlap with it).
/// All stop and remove calls are idempotent: what is already gone is success. A cancelled call may have taken effect; ask for the status.
/// Requests and results are immutable once passed and may be kept. Failures are <see cref="Errors.NodeException"/>s.</para>
/// <para>Containers live on when the runtime object is disposed; a new one over the same state finds them (the hollow runtime has no such state).</para>
/// </remarks>
public interface IContainerRuntime
{
    /// <summary>Pod sandboxes: what the containers of a pod share.</summary>
    ISandboxDoor Sandboxes { get; }

    /// <summary>Containers.</summary>
    IContainerDoor Containers { get; }

    /// <summary>Images on this node.</summary>
    IImageDoor Images { get; }

    /// <summary>Commands in containers, their terminals, and ports of pods.</summary>
    IStreamingDoor Streams { get; }

    /// <summary>What pods and containers use.</summary>
    IStatsDoor Stats { get; }

    /// <summary>The runtime itself: version, health, changes.</summary>
    IRuntimeDoor Info { get; }

    /// <summary>Checkpoints of containers. Null, the default: this runtime writes none.</summary>
    ICheckpointDoor? Checkpoints => null;
}
