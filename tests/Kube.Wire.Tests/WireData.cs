namespace Kube.Wire.Tests;

/// <summary>Where the transcripts and the list of known differences are.</summary>
internal static class WireData
{
    public static string Root { get; } = FindRoot();

    /// <summary>True when the folder was named by hand: its scenarios need not be the ones that the list was made for.</summary>
    public static bool IsNamed => Environment.GetEnvironmentVariable("KUBE_WIRE") is { Length: > 0 };

    /// <summary>The folder of transcripts: <c>KUBE_WIRE</c>, else the data beside the repository.</summary>
    public static string Folder => FindFolder();

    public static string KnownDifferences { get; } = Path.Combine(Root, "tests", "Kube.Wire.Tests", "known-differences.txt");

    public static string Report { get; } = Path.Combine(Root, "artifacts", "wire-report.txt");

    /// <summary>Patterns of scenario names to run, from <c>KUBE_WIRE_ONLY</c>; empty for all.</summary>
    public static IReadOnlyList<string> Only { get; } =
        Environment.GetEnvironmentVariable("KUBE_WIRE_ONLY")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>Members that are not compared, from <c>KUBE_WIRE_IGNORE</c>: a way to see what else differs. Such a run judges nothing.</summary>
    public static string[] Ignored { get; } =
        Environment.GetEnvironmentVariable("KUBE_WIRE_IGNORE")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static string FindFolder()
    {
        if (Environment.GetEnvironmentVariable("KUBE_WIRE") is { Length: > 0 } named)
            return Directory.Exists(named) ? named : throw new DirectoryNotFoundException($"KUBE_WIRE names {named}, which is no folder.");
        var data = Environment.GetEnvironmentVariable("KUBE_DATA") ?? Path.Combine(Root, "..", "shared", "data");
        var folder = Path.GetFullPath(Path.Combine(data, "wire"));
        return Directory.Exists(folder)
            ? folder
            : throw new DirectoryNotFoundException($"The recorded answers are not there: put them in {folder}, or name their folder in KUBE_WIRE.");
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Kube.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Kube.slnx stands in no folder above the test's own.");
        return folder;
    }
}
