namespace Kube.Store.Errors;

/// <summary>A file of the store is damaged in a way that no crash can cause: opening would lose acknowledged transactions.</summary>
/// <param name="path">The file.</param>
/// <param name="offset">Where in it.</param>
/// <param name="problem">What is wrong there.</param>
public sealed class LogCorruptException(string path, long offset, string problem)
    : StoreException($"{path} is damaged at byte {offset}: {problem}. The store was not opened and nothing was changed. "
        + "Restore the directory from a backup or a snapshot, or check the disk and bring the file back")
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>Where in it, in bytes.</summary>
    public long Offset { get; } = offset;

    /// <summary>What is wrong there.</summary>
    public string Problem { get; } = problem;
}
