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

    /// <summary>Files that the node writes and replaces together.</summary>
    /// <param name="Plugin">Name of the directory of its kind, such as <c>kubernetes.io~secret</c>.</param>
    /// <param name="Files">By relative path.</param>
    internal sealed record Payload(string Plugin, IReadOnlyDictionary<string, VolumeFile> Files) : VolumeContent;
}
