using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kube.Node.Runtime.Process.Linux;
using Kube.Node.Runtime.Process.Shim;

namespace Kube.Node.Runtime.Process;

/// <summary>
/// The files by which pods are found again. Per sandbox a directory named by the first 12 letters of its id: <c>s</c> the shim's socket, <c>sandbox.json</c>,
/// per container <c>ID.json</c> and, once it has ended, <c>ID.exit</c>. Whole files only: written beside and renamed. A directory without <c>sandbox.json</c> is a spare.
/// </summary>
internal sealed class StateDirectory(string root)
{
    private const string SandboxFile = "sandbox.json";
    private const string ExitSuffix = ".exit";

    /// <summary>An empty directory to build containers' file systems on, in namespaces of their own.</summary>
    public string Stage { get; } = Path.Combine(root, "stage");

    public string Root { get; } = root;

    public void Prepare()
    {
        Directory.CreateDirectory(Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateDirectory(Stage);
    }

    public string PathOf(string sandboxId) => Path.Combine(Root, sandboxId[..12]);

    public IReadOnlyList<string> ListDirectories() =>
        [.. Directory.EnumerateDirectories(Root).Where(directory => directory != Stage).Order(StringComparer.Ordinal)];

    public void Write(SandboxRecord record) => Write(Path.Combine(PathOf(record.Id), SandboxFile), record, RecordJson.Default.SandboxRecord);

    public void Write(ContainerRecord record) =>
        Write(Path.Combine(PathOf(record.SandboxId), record.Id + ".json"), record, RecordJson.Default.ContainerRecord);

    public SandboxRecord? ReadSandbox(string directory) => Read(Path.Combine(directory, SandboxFile), RecordJson.Default.SandboxRecord);

    public IEnumerable<ContainerRecord> ReadContainers(string directory)
    {
        foreach (var file in Directory.EnumerateFiles(directory, "*.json").Where(file => Path.GetFileName(file) != SandboxFile))
        {
            if (Read(file, RecordJson.Default.ContainerRecord) is { } record)
                yield return record;
        }
    }

    public void WriteExit(ContainerRecord container, ExitRecord record)
    {
        var path = ExitPath(container);
        if (!Directory.Exists(Path.GetDirectoryName(path)))
            return;
        File.WriteAllBytes(path + ".new", record.ToFields(container.Id).ToBytes());
        File.Move(path + ".new", path, overwrite: true);
    }

    public ExitRecord? ReadExit(ContainerRecord container)
    {
        try
        {
            return ExitRecord.From(Fields.Parse(File.ReadAllBytes(ExitPath(container))));
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Remove(ContainerRecord container)
    {
        Native.Unlink(Path.Combine(PathOf(container.SandboxId), container.Id + ".json"));
        Native.Unlink(ExitPath(container));
    }

    public static void RemoveDirectory(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Removed before.
        }
    }

    private string ExitPath(ContainerRecord container) => Path.Combine(PathOf(container.SandboxId), container.Id + ExitSuffix);

    private static void Write<T>(string path, T value, JsonTypeInfo<T> type)
    {
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(value, type));
        File.Move(path + ".new", path, overwrite: true);
    }

    private static T? Read<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type);
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            // Never written to its end: the sandbox was not acknowledged either.
            return null;
        }
    }
}
