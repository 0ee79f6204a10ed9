using System.Globalization;
using Kube.Node.Runtime.Process.Linux;

namespace Kube.Node.Runtime.Process;

/// <summary>Cleans up what an agent that was killed left of shims that were no pod's yet: they are known only by their command line.</summary>
internal static class SpareRemains
{
    public static void Remove(string directory)
    {
        foreach (var pid in Directory.EnumerateDirectories("/proc").Select(Path.GetFileName))
        {
            if (int.TryParse(pid, CultureInfo.InvariantCulture, out var number) && IsShimOf(number, directory))
                ProcessIdentity.Of(number)?.Signal(Sys.SigKill);
        }

        // Its interface goes with its namespace.
        StateDirectory.RemoveDirectory(directory);
    }

    private static bool IsShimOf(int pid, string directory)
    {
        try
        {
            var line = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
            return line.Length >= 2 && line[^1] == directory && line[^2] == Shim.NodeShim.Argument;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
