using Kube.Api.Models;
using Kube.Node.Agent;
using Kube.Node.Probes;
using Kube.Node.Resizing;
using Kube.Node.Runtime;

namespace Kube.Node.Status;

/// <summary>All that a pod's status follows from.</summary>
internal sealed record PodStatusInput
{
    public required V1Pod Pod { get; init; }

    /// <summary>The status that was made before this one; the API server's for the first.</summary>
    public required V1PodStatus Previous { get; init; }

    public required PodObservation Observed { get; init; }

    public required ProbeResults Probes { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>Why containers could not be started, by name.</summary>
    public IReadOnlyDictionary<string, StartFailure> StartFailures { get; init; } = new Dictionary<string, StartFailure>();

    /// <summary>The node's own addresses.</summary>
    public IReadOnlyList<string> HostAddresses { get; init; } = [];

    /// <summary>Name of the runtime, before <c>://</c> in container ids.</summary>
    public string RuntimeName { get; init; } = "";

    /// <summary>The pod's life here is over: nothing will be started again.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Why the node ends the pod whatever its containers do; null when it does not.</summary>
    public PodVerdict? Verdict { get; init; }

    /// <summary>A resize that was not granted.</summary>
    public ResizeState? ResizePending { get; init; }

    /// <summary>A resize that is not done yet.</summary>
    public ResizeState? ResizeInProgress { get; init; }

    /// <summary>What an ended container left to say.</summary>
    public Func<ContainerStatus, string> TerminationMessage { get; init; } = static status => status.Message;
}
