using System.Globalization;

namespace Kube.EndToEnd.Tests.Faults;

/// <summary>A process of this machine as /proc shows it: its number and when it started, which together are one process and no other.</summary>
internal readonly record struct HostProcess(int Id, long StartTicks)
{
    /// <summary>The innermost process whose command line is exactly these words.</summary>
    public static HostProcess? Find(params string[] words)
    {
        var wanted = string.Join('\0', words) + '\0';
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) continue;
            try
            {
                if (File.ReadAllText($"{folder}/cmdline") == wanted) return new HostProcess(id, StartOf(id));
            }
            catch (IOException)
            {
                // It ended while it was looked at.
            }
        }

        return null;
    }

    // The name, second in the line, may hold spaces and is in parentheses; the start is the twentieth field after it.
    private static long StartOf(int id)
    {
        var line = File.ReadAllText($"/proc/{id}/stat");
        return long.Parse(line[(line.LastIndexOf(')') + 2)..].Split(' ')[19], CultureInfo.InvariantCulture);
    }
}
