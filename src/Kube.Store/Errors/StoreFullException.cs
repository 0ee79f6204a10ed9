namespace Kube.Store.Errors;

/// <summary>There is no space on disk for the transaction. Nothing was committed, everything acknowledged is safe, and the store takes
/// transactions again as soon as there is space.</summary>
/// <param name="path">The file or directory that could not grow.</param>
/// <param name="innerException">What the disk said.</param>
public sealed class StoreFullException(string path, Exception? innerException = null)
    : StoreException($"no space left for {path}: free space on its file system, or compact; nothing acknowledged was lost", innerException)
{
    /// <summary>The file or directory that could not grow.</summary>
    public string Path { get; } = path;
}
