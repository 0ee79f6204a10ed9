using System.Runtime.CompilerServices;
using Kube.Node.Runtime.Process.Shim;

namespace Kube.Node.Tests;

/// <summary>The test program is its own shim, as every host's program is: the runner's Main is not ours, so this runs before it.</summary>
internal static class ShimEntry
{
#pragma warning disable CA2255 // The entry point belongs to the test runner.
    [ModuleInitializer]
    public static void Run()
#pragma warning restore CA2255
    {
        if (NodeShim.TryRun(Environment.GetCommandLineArgs()[1..], out var exitCode))
            Environment.Exit(exitCode);
    }
}
