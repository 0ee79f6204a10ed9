using System.Globalization;
using Kube.Node.Errors;
using Kube.Node.Runtime.Process.Linux;

namespace Kube.Node.Runtime.Process;

/// <summary>Runs a few system calls on a thread that may enter namespaces, because it ends afterwards.</summary>
internal static class NamespaceThread
{
    /// <summary>Blocks for as long as the calls take; they do not wait for anything.</summary>
    public static T Run<T>(Func<T> body)
    {
        // The task only carries the result or the failure over: all of it is run on the new thread, and never on one of the pool.
        Task<T>? task = null;
        var thread = new Thread(() => task = RunAsync(), 256 << 10);
        thread.Start();
        thread.Join();
        return task!.GetAwaiter().GetResult();

        async Task<T> RunAsync()
        {
            await ValueTask.CompletedTask;
            return body();
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
