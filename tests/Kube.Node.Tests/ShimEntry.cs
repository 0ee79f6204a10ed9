using System.Runtime.CompilerServices;
using Kube.Node.Runtime.Process.Shim;

namespace Kube.Node.Tests;

/// <summary>The test program is its own shim, as every host's program is: the runner's Main is not ours, so this runs before it.</summary>
internal static class ShimEntry
{
    [ModuleInitializer]
    public static void Run()
    {
        if (NodeShim.TryRun(Environment.GetCommandLineArgs()[1..], out var exitCode))
            Environment.Exit(exitCode);
    }
}
