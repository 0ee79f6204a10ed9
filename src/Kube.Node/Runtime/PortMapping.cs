namespace Kube.Node.Runtime;

/// <summary>A port of the host that leads into a sandbox.</summary>
public sealed record PortMapping
{
    /// <summary><c>TCP</c>, <c>UDP</c> or <c>SCTP</c>.</summary>
    public string Protocol { get; init; } = "TCP";

    /// <summary>The port inside.</summary>
    public required int ContainerPort { get; init; }

    /// <summary>The host's port; 0 maps nothing.</summary>
    public int HostPort { get; init; }

    /// <summary>The host's address; empty means all.</summary>
    public string HostIp { get; init; } = "";
}
