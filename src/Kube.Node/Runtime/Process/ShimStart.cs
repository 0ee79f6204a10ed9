using System.Globalization;
using System.Net;
using Kube.Node.Errors;
using Kube.Node.Netlink;
using Kube.Node.Runtime.Process.Linux;
using Kube.Node.Runtime.Process.Shim;

namespace Kube.Node.Runtime.Process;

/// <summary>What a new shim is given; which namespaces it, and so its pod, shares with the host.</summary>
internal sealed record ShimStart
{
    public required string Directory { get; init; }

    public required IReadOnlyList<string> Command { get; init; }

    public bool Isolate { get; init; }

    public bool HostNetwork { get; init; }

    public bool HostPid { get; init; }

    public bool HostIpc { get; init; }

    /// <summary>The pod's interface; null with the host's network.</summary>
    public PodLink? Link { get; init; }

    /// <summary>
    /// Starts the shim, in namespaces made for it, and connects its network. Its socket accepts connections at once: it is made here and handed down.
    /// </summary>
    public ProcessIdentity Run()
    {
        var listener = UnixListener.Open(Directory);
        try
        {
            return NamespaceThread.Run(() => Start(listener));
        }
        finally
        {
            Native.Close(listener);
        }
    }

    private ProcessIdentity Start(int listener)
    {
        var nothing = Native.Open("/dev/null", Sys.ReadOnly | Sys.CloseOnExec, 0);
        var log = Native.Open(Path.Combine(Directory, "shim.log"), Sys.WriteOnly | Sys.Create | Sys.Append | Sys.CloseOnExec, 0x180); // 0600
        var request = new SpawnRequest
        {
            Path = Command[0],
            Arguments = [.. Command, NodeShim.Argument, Directory],
            Environment = Environment(),
            Descriptors = [nothing, log, log, listener],
        };
        try
        {
            if (Isolate)
                MakeNamespaces();
            var pid = request.Start(Isolate && !HostPid ? Sys.NewPid : 0);
            if (pid < 0)
                throw new RuntimeFailureException("start shim", global::System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(-pid));
            return ProcessIdentity.Of(pid) ?? throw new RuntimeFailureException("start shim", "it ended at once; see shim.log in " + Directory);
        }
        finally
        {
            Native.Close(nothing);
            Native.Close(log);
        }
    }

    private void MakeNamespaces()
    {
        var flags = (HostIpc ? 0 : Sys.NewIpc) | (HostNetwork ? 0 : Sys.NewUts | Sys.NewNetwork);
        using var outside = Link is null ? null : new NetworkLinks();
        var here = Link is null ? -1 : Native.Open("/proc/thread-self/ns/net", Sys.ReadOnly | Sys.CloseOnExec, 0);
        try
        {
            if (Native.Unshare(flags) != 0)
                throw new RuntimeFailureException("namespaces", Native.LastError);
            if (Link is not null)
                Link.Connect(outside!, here);
        }
        finally
        {
            if (here >= 0)
                Native.Close(here);
        }
    }

    private static List<string> Environment()
    {
        // Small and quick to start: little heap, no thread for collections in the background, no compiling twice, no port for debuggers.
        var variables = new List<string>
        {
            "DOTNET_gcServer=0", "DOTNET_gcConcurrent=0", "DOTNET_GCHeapHardLimit=0x2000000", "DOTNET_GCgen0size=0x80000",
            "DOTNET_TieredPGO=0", "DOTNET_TieredCompilation=0", "DOTNET_EnableDiagnostics=0", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1", "LC_ALL=C",
        };
        foreach (var name in (string[])["DOTNET_ROOT", "PATH", "HOME"])
        {
            if (global::System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                variables.Add($"{name}={value}");
        }

        return variables;
    }
}
