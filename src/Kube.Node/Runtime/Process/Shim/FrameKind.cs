namespace Kube.Node.Runtime.Process.Shim;

/// <summary>
/// What a frame on a shim's socket is. A frame: length of the payload (4 bytes, little endian), kind (1 byte), payload. A connection carries one request;
/// exec, attach and watch then stream until an end.
/// </summary>
internal enum FrameKind : byte
{
    /// <summary>Start a container → <see cref="Ok"/> or <see cref="Error"/>.</summary>
    Start = 1,

    /// <summary>Signal a container → <see cref="Ok"/>.</summary>
    Signal = 2,

    /// <summary>Open a container's log anew → <see cref="Ok"/> or <see cref="Error"/>.</summary>
    ReopenLog = 3,

    /// <summary>Run a command in a container → <see cref="Ok"/>, output, <see cref="Exit"/>; or <see cref="Error"/>.</summary>
    Exec = 4,

    /// <summary>Connect to a container's streams → <see cref="Ok"/>, output, <see cref="Exit"/>; or <see cref="Error"/>.</summary>
    Attach = 5,

    /// <summary>Terminal size, as fields.</summary>
    Resize = 6,

    /// <summary>Input.</summary>
    Stdin = 7,

    /// <summary>End of input.</summary>
    StdinEnd = 8,

    /// <summary>Tell of containers that run, then <see cref="Ok"/>, then of each that ends.</summary>
    Watch = 9,

    /// <summary>Name the host inside → <see cref="Ok"/>.</summary>
    Configure = 10,

    /// <summary>The request was done.</summary>
    Ok = 64,

    /// <summary>It was not; says why, with a code.</summary>
    Error = 65,

    /// <summary>Output.</summary>
    Stdout = 66,

    /// <summary>Error output.</summary>
    Stderr = 67,

    /// <summary>The command, or the container attached to, has ended.</summary>
    Exit = 68,

    /// <summary>To a watcher: a container runs.</summary>
    Running = 69,

    /// <summary>To a watcher: a container has ended.</summary>
    Exited = 70,
}
