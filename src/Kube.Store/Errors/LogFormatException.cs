namespace Kube.Store.Errors;

/// <summary>A file was written by another version of the format.</summary>
/// <param name="path">The file.</param>
/// <param name="version">The version that it states.</param>
/// <param name="supported">The version that this package reads.</param>
public sealed class LogFormatException(string path, int version, int supported)
    : StoreException($"{path} has format version {version}, this package reads version {supported}: open it with the package that wrote it")
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>The version that it states.</summary>
    public int Version { get; } = version;

    /// <summary>The version that this package reads.</summary>
    public int SupportedVersion { get; } = supported;
}
