using Kube.Node.Csi;

namespace Kube.Node.Volumes;

/// <summary>What a volume is to hold.</summary>
internal abstract record VolumeContent
{
    /// <summary>A directory of the pod's own.</summary>
    /// <param name="InMemory">On a file system in memory.</param>
    /// <param name="SizeLimit">Its most bytes; null: no limit.</param>
    internal sealed record EmptyDirectory(bool InMemory, long? SizeLimit) : VolumeContent;

    /// <summary>A path of the host.</summary>
    /// <param name="Path">Absolute.</param>
    /// <param name="Type">What must be there, as upstream names it; empty: not checked.</param>
    internal sealed record Host(string Path, string Type) : VolumeContent;

    /// <summary>A file system of the host that a persistent volume names.</summary>
    /// <param name="Path">Absolute; a directory.</param>
    /// <param name="IsReadOnly">Containers only read it.</param>
    internal sealed record Local(string Path, bool IsReadOnly) : VolumeContent;

    /// <summary>A device of the host that a persistent volume of mode Block names.</summary>
    /// <param name="Path">Absolute.</param>
    /// <param name="IsReadOnly">Containers only read it.</param>
    internal sealed record Block(string Path, bool IsReadOnly) : VolumeContent;

    /// <summary>A volume of a storage driver.</summary>
    /// <param name="Volume">Which.</param>
    internal sealed record Driver(CsiVolume Volume) : VolumeContent;

    /// <summary>An image's files, which the runtime mounts.</summary>
    internal sealed record Image : VolumeContent;

    /// <summary>Files that the node writes and replaces together.</summary>
    /// <param name="Plugin">Name of the directory of its kind, such as <c>kubernetes.io~secret</c>.</param>
    /// <param name="Files">By relative path.</param>
    internal sealed record Payload(string Plugin, IReadOnlyDictionary<string, VolumeFile> Files) : VolumeContent;
}
