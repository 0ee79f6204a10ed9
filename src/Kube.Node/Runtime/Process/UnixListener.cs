using System.Globalization;
using System.Text;
using Kube.Node.Errors;
using Kube.Node.Runtime.Process.Linux;

namespace Kube.Node.Runtime.Process;

/// <summary>The socket that a shim will listen on, made before it starts, so that no one waits for it.</summary>
internal static unsafe class UnixListener
{
    private const int Unix = 1, Stream = 1, PathAt = 2, Longest = 108;

    public static int Open(string directory)
    {
        var at = Native.Open(directory, Sys.PathOnly | Sys.CloseOnExec, 0);
        var fd = Native.Socket(Unix, Stream | Sys.CloseOnExec, 0);
        try
        {
            var path = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{at}/s"));
            var address = stackalloc byte[PathAt + Longest];
            new Span<byte>(address, PathAt + Longest).Clear();
            address[0] = Unix;
            path.CopyTo(new Span<byte>(address + PathAt, Longest));
            if (Native.Bind(fd, address, PathAt + path.Length + 1) == 0 && Native.Listen(fd, 64) == 0)
                return fd;
            var error = Native.LastError;
            Native.Close(fd);
            throw new RuntimeFailureException("shim's socket", error);
        }
        finally
        {
            Native.Close(at);
        }
    }
}
