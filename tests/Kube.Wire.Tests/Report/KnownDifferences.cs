namespace Kube.Wire.Tests.Report;

/// <summary>The scenarios that are known to differ. The list may only shrink: one that agrees must leave it, one that is not on it must agree.</summary>
internal static class KnownDifferences
{
    private static readonly string[] s_heading =
    [
        "# Scenarios of the recorded transcripts whose answers still differ, one a line. This list may only shrink.",
        "# KUBE_UPDATE_WIRE=1 ./test.sh --only Kube.Wire.Tests writes it anew.",
    ];

    public static IReadOnlySet<string> Read(string path) =>
        File.Exists(path)
            ? File.ReadLines(path).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Trim()).ToHashSet(StringComparer.Ordinal)
            : new HashSet<string>(StringComparer.Ordinal);

    public static void Write(string path, IEnumerable<string> names) =>
        File.WriteAllText(path, string.Join('\n', s_heading.Concat(names.Order(StringComparer.Ordinal))) + "\n");
}
