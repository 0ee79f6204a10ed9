using Kube.Api.Models;

namespace Kube.Node.Volumes;

/// <summary>Gives a volume to the pod's group, all that is in it included (upstream's <c>SetVolumeOwnership</c>, 1.36).</summary>
internal static class VolumeOwnership
{
    public static void Set(string path, V1PodSecurityContext? security, bool isReadOnly)
    {
        if (security?.FsGroup is not { } group || !VolumeNative.IsRoot) return;
        if (security.FsGroupChangePolicy == "OnRootMismatch" && IsAsWanted(path, group, isReadOnly)) return;
        // The root last: a change that was broken off is seen by it.
        foreach (var entry in new DirectoryInfo(path).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }))
        {
            if (entry.LinkTarget is not null) VolumeNative.Chown(entry.FullName, null, group);
            else VolumeModes.GiveToGroup(entry.FullName, group, entry is DirectoryInfo, isReadOnly);
        }

        VolumeModes.GiveToGroup(path, group, isDirectory: true, isReadOnly);
    }

    private static bool IsAsWanted(string path, long group, bool isReadOnly)
    {
        var wanted = UnixFileMode.SetGroup | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | (isReadOnly ? UnixFileMode.None : UnixFileMode.GroupWrite);
        return VolumeNative.GroupOf(path) == group && (File.GetUnixFileMode(path) & wanted) == wanted;
    }
}
