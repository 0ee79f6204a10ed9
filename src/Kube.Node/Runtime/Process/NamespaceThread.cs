using System.Globalization;
using System.Runtime.ExceptionServices;
using Kube.Node.Errors;
using Kube.Node.Runtime.Process.Linux;

namespace Kube.Node.Runtime.Process;

/// <summary>Runs a few system calls on a thread of their own. Entering a namespace changes the thread that does it, for good: one of the pool would carry later
/// work of others into that namespace, so this one ends with its call.</summary>
internal static class NamespaceThread
{
    /// <summary>Blocks for as long as the calls take; they do not wait for anything.</summary>
    public static T Run<T>(Func<T> body)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(Body, 256 << 10);
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;

        void Body()
        {
            try
            {
                result = body();
            }
            catch (Exception e)
            {
                // Whatever it is, it is the caller's: beyond here it would end the process.
                failure = ExceptionDispatchInfo.Capture(e);
            }
        }
    }

    /// <summary>The same in the network namespace of a process.</summary>
    public static T InNetworkOf<T>(int pid, Func<T> body) => Run(() =>
    {
        var fd = Native.Open(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/ns/net"), Sys.ReadOnly | Sys.CloseOnExec, 0);
        if (fd < 0)
            throw new RuntimeFailureException("pod network", Native.LastError);
        var entered = Native.Setns(fd, Sys.NewNetwork);
        var error = Native.LastError;
        Native.Close(fd);
        return entered == 0 ? body() : throw new RuntimeFailureException("pod network", error);
    });
}
