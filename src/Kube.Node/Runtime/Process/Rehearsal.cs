using System.Net.Sockets;
using Kube.Node.Runtime.Process.Linux;
using Kube.Node.Runtime.Process.Shim;

namespace Kube.Node.Runtime.Process;

/// <summary>
/// Lets a spare shim do once all that a pod will ask of it, with a program that does nothing: most of a shim's first start is compiling its own code, and a spare has the time.
/// </summary>
internal static class Rehearsal
{
    private const string Name = "rehearsal";

    public static async Task RunAsync(string directory, string stage, bool isolated, CancellationToken cancellationToken)
    {
        var start = new Fields()
            .Add("id", Name)
            .Add("log", Path.Combine(directory, Name + ".log"))
            .Add("arg", ["/bin/sh", "-c", "echo"])
            .Add("env", "PATH=/usr/bin:/bin")
            .Add("changesuser", Native.Geteuid() == 0)
            .Add("uid", 65534)
            .Add("gid", 65534)
            .Add("setprivcaps", "-all")
            .Add("pid", "own");
        if (isolated)
        {
            start.Add("isolated", true).Add("stage", stage).Add("file.path", "/etc/hostname").Add("file.text", Name);
            start.Add("mount.source", directory).Add("mount.target", "/mnt/rehearsal").Add("mount.options", "ro");
        }

        try
        {
            using var watch = await ShimConnection.OpenAsync(directory, cancellationToken);
            await watch.SendAsync(FrameKind.Watch, ReadOnlyMemory<byte>.Empty, cancellationToken);
            await AskAsync(FrameKind.Configure, new());
            if (await AskAsync(FrameKind.Start, start) != FrameKind.Ok)
                return;
            while (await watch.ReceiveAsync(cancellationToken) is { } frame && frame.Kind != FrameKind.Exited)
            {
                // What ran before its end is not asked for.
            }
        }
        catch (SocketException)
        {
            // Whoever takes the spare will find out.
        }

        async Task<FrameKind?> AskAsync(FrameKind kind, Fields request)
        {
            using var connection = await ShimConnection.OpenAsync(directory, cancellationToken);
            await connection.SendAsync(kind, request.ToBytes(), cancellationToken);
            return (await connection.ReceiveAsync(cancellationToken))?.Kind;
        }
    }
}
