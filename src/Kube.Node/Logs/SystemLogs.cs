using Kube.Node.Volumes;

namespace Kube.Node.Logs;

/// <summary>The logs of the machine's programs. Who can make links below their directory, such as a pod that has it as a volume, leads nobody out of it with them.</summary>
/// <param name="directory">Their directory; empty: they are shown to nobody.</param>
internal sealed class SystemLogs(string directory)
{
    public bool AreShown => directory.Length > 0;

    /// <summary>Opens a file or a directory of logs.</summary>
    /// <param name="path">Its path below the directory, in which <c>..</c> leads no further up than to it.</param>
    /// <exception cref="FileNotFoundException">There is none, or it is elsewhere.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="IOException">It cannot be read now.</exception>
    public OpenedPath Open(string path)
    {
        try
        {
            var root = HostPaths.Real(directory);
            var real = HostPaths.Real($"{root}/{Clean(path)}");
            // Links within are common: logs of pods have two names.
            if (real != root && !real.StartsWith(root + '/', StringComparison.Ordinal)) throw new FileNotFoundException(path);
            return VolumeNative.OpenWithoutLinks(root, real.Length == root.Length ? "" : real[(root.Length + 1)..]);
        }
        catch (Exception e) when (e is VolumeException or ArgumentException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException(path, e);
        }
    }

    private static string Clean(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..") parts.RemoveRange(Math.Max(parts.Count - 1, 0), Math.Min(parts.Count, 1));
            else if (part != ".") parts.Add(part);
        }

        return string.Join('/', parts);
    }
}
