using Kube.Api.Models;
using Kube.Node.Volumes;

namespace Kube.Node.Agent;

/// <summary>Which container is to be made, and what is known of it.</summary>
internal sealed record ContainerConfigRequest
{
    public required V1Pod Pod { get; init; }

    public required V1Container Container { get; init; }

    public required PodVolumes Volumes { get; init; }

    /// <summary>How often it was made before.</summary>
    public int Attempt { get; init; }

    public string ImageReference { get; init; } = "";

    /// <summary>The user that the image names by number.</summary>
    public long? ImageUser { get; init; }

    /// <summary>The user that the image names by name.</summary>
    public string ImageUserName { get; init; } = "";

    public IReadOnlyList<string> PodAddresses { get; init; } = [];

    /// <summary>The container whose processes an ephemeral one sees; empty: its own.</summary>
    public string TargetContainerId { get; init; } = "";
}
