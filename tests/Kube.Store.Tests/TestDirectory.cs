namespace Kube.Store.Tests;

/// <summary>A directory of its own, deleted at the end.</summary>
internal sealed class TestDirectory : IDisposable
{
    private TestDirectory(string path) => Path = path;

    public string Path { get; }

    public static TestDirectory Create() => new(Directory.CreateTempSubdirectory("kube-store-").FullName);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
