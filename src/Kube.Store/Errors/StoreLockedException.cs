namespace Kube.Store.Errors;

/// <summary>Another instance has the directory.</summary>
/// <param name="directory">The directory.</param>
/// <param name="innerException">What the system said.</param>
public sealed class StoreLockedException(string directory, Exception? innerException = null)
    : StoreException($"{directory} is in use by another instance: stop it, or choose another directory", innerException)
{
    /// <summary>The directory.</summary>
    public string Directory { get; } = directory;
}
