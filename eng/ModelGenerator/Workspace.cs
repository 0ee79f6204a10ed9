namespace Kube.ModelGenerator;

/// <summary>Where the generator reads and writes.</summary>
internal static class Workspace
{
    public static string FindRepositoryRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Kube.slnx"))) return at.FullName;
        throw new InvalidOperationException("Run from a build inside the repository: no Kube.slnx above " + AppContext.BaseDirectory);
    }

    public static string? FindData(string[] args, string root)
    {
        var at = Array.IndexOf(args, "--data");
        string?[] places =
        [
            at >= 0 && at + 1 < args.Length ? args[at + 1] : null,
            Environment.GetEnvironmentVariable("KUBE_SHARED_DATA"),
            .. Above(root).Select(above => Path.Combine(above, "shared", "data")),
        ];
        return places.FirstOrDefault(place => place is not null && Directory.Exists(Path.Combine(place, "protobuf")));
    }

    public static int Write(string folder, IReadOnlyDictionary<string, string> files)
    {
        foreach (var (name, text) in files)
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (!File.Exists(path) || File.ReadAllText(path) != text) File.WriteAllText(path, text);
        }
        foreach (var stale in Existing(folder).Where(name => !files.ContainsKey(name))) File.Delete(Path.Combine(folder, stale));
        Console.WriteLine($"{files.Count} files in {folder}");
        return 0;
    }

    public static int Compare(string folder, IReadOnlyDictionary<string, string> files)
    {
        var differing = files.Where(file => !File.Exists(Path.Combine(folder, file.Key)) || File.ReadAllText(Path.Combine(folder, file.Key)) != file.Value)
            .Select(file => file.Key).Concat(Existing(folder).Where(name => !files.ContainsKey(name))).Order(StringComparer.Ordinal).ToArray();
        foreach (var name in differing.Take(20)) Console.Error.WriteLine($"not up to date: {name}");
        Console.WriteLine(differing.Length == 0 ? $"{files.Count} generated files are up to date" : $"{differing.Length} of {files.Count} generated files differ");
        return differing.Length == 0 ? 0 : 1;
    }

    private static IEnumerable<string> Above(string root)
    {
        for (var at = new DirectoryInfo(root).Parent; at is not null; at = at.Parent) yield return at.FullName;
    }

    private static string[] Existing(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))]
        : [];
}
