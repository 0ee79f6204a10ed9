using System.Collections.Concurrent;
using Kube.Node.Runtime.Process.Linux;

namespace Kube.Node.Runtime.Process;

/// <summary>Takes the remains of shims that this process started; of those that an earlier agent started, the host's first process does.</summary>
internal static unsafe class Reaper
{
    private static readonly ConcurrentDictionary<int, bool> Waiting = new();

    /// <summary>Collects the remains now or, if it is still dying, with a later one.</summary>
    public static void Forget(int pid)
    {
        Waiting.TryAdd(pid, true);
        foreach (var each in Waiting.Keys)
        {
            int status;
            if (Native.Waitpid(each, &status, Sys.NoHang) != 0)
                Waiting.TryRemove(each, out _);
        }
    }
}
