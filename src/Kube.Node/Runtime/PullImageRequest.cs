namespace Kube.Node.Runtime;

/// <summary>An image to bring to this node.</summary>
public sealed record PullImageRequest
{
    /// <summary>The name, as the pod says it.</summary>
    public required string Image { get; init; }

    /// <summary>Credentials for the registry; null is anonymous.</summary>
    public RegistryCredentials? Credentials { get; init; }

    /// <summary>The pod that wants it.</summary>
    public SandboxConfig? SandboxConfig { get; init; }

    /// <summary>
    /// The command of the container that wants it (<see cref="ContainerConfig.Command"/>). A runtime whose images are programs of the host can do without the image when
    /// there is one.
    /// </summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Name of the handler of the pod's RuntimeClass; empty is the default one.</summary>
    public string RuntimeHandler { get; init; } = "";
}
