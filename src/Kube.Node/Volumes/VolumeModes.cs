namespace Kube.Node.Volumes;

/// <summary>Permission bits of what the node makes.</summary>
internal static class VolumeModes
{
    /// <summary>The node's own only.</summary>
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    public const UnixFileMode Readable = Private | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public const UnixFileMode Everyone = Readable | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Makes a directory, and what is missing above it, for the node alone.</summary>
    public static void MakePrivate(string path)
    {
        if (Directory.Exists(path)) return;
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, Private);
    }

    /// <summary>As upstream's <c>SetVolumeOwnership</c>: the group may read, and write unless it is read-only; what is made in directories is the group's too.</summary>
    public static void GiveToGroup(string path, long group, bool isDirectory, bool readOnly)
    {
        if (VolumeNative.IsRoot) VolumeNative.Chown(path, null, group);
        var mode = File.GetUnixFileMode(path) | UnixFileMode.UserRead | UnixFileMode.GroupRead;
        if (!readOnly) mode |= UnixFileMode.UserWrite | UnixFileMode.GroupWrite;
        if (isDirectory) mode |= UnixFileMode.SetGroup | UnixFileMode.UserExecute | UnixFileMode.GroupExecute;
        File.SetUnixFileMode(path, mode);
    }
}
