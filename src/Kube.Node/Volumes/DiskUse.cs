namespace Kube.Node.Volumes;

/// <summary>How much of a disk is beneath a directory.</summary>
internal static class DiskUse
{
    // What is named twice is there once. A link is not followed, wherever it leads.
    private static readonly EnumerationOptions s_all = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>Bytes and files; what comes or goes meanwhile may be counted or not.</summary>
    public static StorageAmount Of(string directory)
    {
        var (bytes, files) = (VolumeNative.SpaceOf(directory).Bytes, 1L);
        var linked = new HashSet<ulong>();
        try
        {
            foreach (var path in Directory.EnumerateFileSystemEntries(directory, "*", s_all))
            {
                var one = VolumeNative.SpaceOf(path);
                if (one.IsLinked && !linked.Add(one.Inode)) continue;
                bytes += one.Bytes;
                files++;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It goes at this moment: what was counted is as good as any.
        }

        return new(bytes, files);
    }
}
