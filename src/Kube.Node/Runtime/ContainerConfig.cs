using System.Collections.Immutable;

namespace Kube.Node.Runtime;

/// <summary>All that a container needs to be created.</summary>
public sealed record ContainerConfig
{
    /// <summary>Which container of its pod it is.</summary>
    public required ContainerMetadata Metadata { get; init; }

    /// <summary>The image: a name, or the reference that a pull returned.</summary>
    public required string Image { get; init; }

    /// <summary>The image's name as the pod says it; empty means <see cref="Image"/>.</summary>
    public string UserSpecifiedImage { get; init; } = "";

    /// <summary>What to run instead of the image's entry point; empty runs that.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Arguments of the command, instead of the image's.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Working directory; empty means the image's, or <c>/</c>.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>Environment, in order; the last of equal names holds.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>Files and directories of the host that the container sees.</summary>
    public IReadOnlyList<ContainerMount> Mounts { get; init; } = [];

    /// <summary>Devices of the host that the container may use.</summary>
    public IReadOnlyList<ContainerDevice> Devices { get; init; } = [];

    /// <summary>Labels to list by.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Kept and given back unread.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Where its output goes, below <see cref="SandboxConfig.LogDirectory"/>; its directory exists. Empty keeps no log.</summary>
    public string LogPath { get; init; } = "";

    /// <summary>Whether its input stays open for attach; without it the input is empty.</summary>
    public bool Stdin { get; init; }

    /// <summary>Whether its input closes when the first attached client leaves.</summary>
    public bool StdinOnce { get; init; }

    /// <summary>Whether it has a terminal; stderr is then one with stdout.</summary>
    public bool Tty { get; init; }

    /// <summary>Its limits.</summary>
    public ContainerResources? Resources { get; init; }

    /// <summary>Its user and rights.</summary>
    public ContainerSecurity Security { get; init; } = new();

    /// <summary>Signal that asks it to stop, such as <c>SIGTERM</c>; empty means the image's, or SIGTERM.</summary>
    public string StopSignal { get; init; } = "";
}
