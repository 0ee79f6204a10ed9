using System.Threading.Channels;

namespace Kube.Node.Runtime;

/// <summary>Streams to connect to a container's own program.</summary>
public sealed record AttachRequest
{
    /// <summary>The container.</summary>
    public required string ContainerId { get; init; }

    /// <summary>Read for the program's input; null sends none.</summary>
    public Stream? Stdin { get; init; }

    /// <summary>Written with the program's output; null discards it.</summary>
    public Stream? Stdout { get; init; }

    /// <summary>Written with the program's error output; null discards it. Nothing comes when the container has a terminal.</summary>
    public Stream? Stderr { get; init; }

    /// <summary>Sizes of the caller's terminal; null never resizes.</summary>
    public ChannelReader<TerminalSize>? Resizes { get; init; }
}
