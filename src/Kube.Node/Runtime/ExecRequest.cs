using System.Threading.Channels;

namespace Kube.Node.Runtime;

/// <summary>A command to run with the caller's streams.</summary>
public sealed record ExecRequest
{
    /// <summary>The container.</summary>
    public required string ContainerId { get; init; }

    /// <summary>Program and arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Whether the command has a terminal; <see cref="Stderr"/> must then be null.</summary>
    public bool Tty { get; init; }

    /// <summary>Read for the command's input; null gives it none. A read may still be pending when the session has ended; it is cancelled then.</summary>
    public Stream? Stdin { get; init; }

    /// <summary>Written with the command's output; null discards it.</summary>
    public Stream? Stdout { get; init; }

    /// <summary>Written with the command's error output; null discards it.</summary>
    public Stream? Stderr { get; init; }

    /// <summary>Sizes of the caller's terminal, the first before the command starts if it is there already; null never resizes.</summary>
    public ChannelReader<TerminalSize>? Resizes { get; init; }
}
