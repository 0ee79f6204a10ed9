using System.Runtime;

namespace Kube.Testing.Cluster;

/// <summary>Has the methods that a first cluster needs compiled ahead of it on another core, once an earlier process has noted which these are.</summary>
/// <remarks>Nearly all of a first start is the compiler's time. The runtime notes the methods when the process ends or some seconds after the start; what it cannot write or read
/// it does without.</remarks>
internal static class StartupProfile
{
    private const string FileName = "Kube.Testing.startup.profile";

    private static int s_isBegun;

    public static void Begin()
    {
        // The process has one place for such profiles: who chose one before keeps it.
        if (Environment.ProcessorCount < 2 || Interlocked.Exchange(ref s_isBegun, 1) != 0) return;
        ProfileOptimization.SetProfileRoot(AppContext.BaseDirectory);
        ProfileOptimization.StartProfile(FileName);
    }
}
