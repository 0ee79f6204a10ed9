using System.Globalization;

namespace Kube.Node.Registration;

/// <summary>The way out of the machine, as the kernel's table of routes has it. Pure.</summary>
internal static class DefaultRoute
{
    private const int Up = 1;

    /// <param name="table">The lines of <c>/proc/net/route</c>.</param>
    /// <returns>The interface of the default route with the least metric; null when there is none.</returns>
    public static string? InterfaceOf(IEnumerable<string> table)
    {
        string? best = null;
        var least = long.MaxValue;
        foreach (var line in table)
        {
            // Iface Destination Gateway Flags RefCnt Use Metric Mask …
            var fields = line.Split('\t', StringSplitOptions.TrimEntries);
            if (fields.Length < 8 || fields[1] != "00000000" || fields[7] != "00000000") continue;
            if (!int.TryParse(fields[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var flags) || (flags & Up) == 0) continue;
            if (!long.TryParse(fields[6], CultureInfo.InvariantCulture, out var metric) || metric >= least) continue;
            (best, least) = (fields[0], metric);
        }

        return best;
    }
}
