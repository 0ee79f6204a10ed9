using System.Diagnostics;

namespace Kube.Repository.Tests;

/// <summary>The repository's own files, as git sees them: tracked, and new ones that are not ignored.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = FindRoot();

    /// <summary>Paths relative to the root, with forward slashes, in ordinal order; only files that exist now.</summary>
    public static IReadOnlyList<string> All { get; } = [.. ListedByGit().Where(path => File.Exists(Absolute(path))).Order(StringComparer.Ordinal)];

    /// <summary>Hand-written C# of the packages.</summary>
    public static IReadOnlyList<string> PackageSources { get; } =
        [.. All.Where(path => path.StartsWith("src/", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal) && !IsGenerated(path))];

    /// <summary>Folders right under src that hold a project: the packages, and the model assembly inside Kube.Api.</summary>
    public static IReadOnlyList<string> SourceProjects { get; } =
        [.. All.Where(path => path.StartsWith("src/", StringComparison.Ordinal) && path.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(path => path.Split('/')[1])];

    /// <summary>The folder that holds the facts to generate from and to test against; null when this clone has none beside it.</summary>
    public static string? Data { get; } = FindData();

    public static string Absolute(string path) => Path.Combine(Root, path);

    public static string Read(string path) => File.ReadAllText(Absolute(path));

    public static bool IsGenerated(string path) =>
        path.Contains("/Generated/", StringComparison.Ordinal) || path.EndsWith(".g.cs", StringComparison.Ordinal);

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Kube.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Kube.slnx stands in no folder above the test's own.");
        return folder;
    }

    private static string? FindData()
    {
        var folder = Environment.GetEnvironmentVariable("KUBE_DATA") ?? Path.Combine(Root, "..", "shared", "data");
        return Directory.Exists(folder) ? Path.GetFullPath(folder) : null;
    }

    private static string[] ListedByGit()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var git = Process.Start(start) ?? throw new InvalidOperationException("git did not start.");
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0
            ? output.Split('\0', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException("git ls-files failed.");
    }
}
