using System.Text.Json;

namespace Kube.Api.Tests.Kubernetes.Core.Pods;

/// <summary>Recorded requests that create or change pods, with what kube-apiserver 1.36 answered.</summary>
internal static class RecordedPods
{
    private static readonly string[] Scenarios =
    [
        "kinds/pod-*.json", "kinds/warnings.json", "subresources/pod-status.json", "subresources/ephemeralcontainers.json", "subresources/resize.json",
        "patch/pod-allowed-changes.json", "patch/strategic-ephemeral.json", "apply/pod-second-manager.json",
    ];

    /// <summary>The folder of transcripts: <c>KUBE_WIRE</c>, else the data beside the repository.</summary>
    public static string Folder => FindFolder();

    public static IEnumerable<string> Files() =>
        Scenarios.SelectMany(pattern => Directory.EnumerateFiles(Path.Combine(Folder, Path.GetDirectoryName(pattern)!), Path.GetFileName(pattern)));

    /// <summary>The steps about pods, in order.</summary>
    public static List<RecordedStep> Steps(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return [.. document.RootElement.Clone().GetProperty("steps").EnumerateArray().Select(RecordedStep.Read).OfType<RecordedStep>()];
    }

    private static string FindFolder()
    {
        if (Environment.GetEnvironmentVariable("KUBE_WIRE") is { Length: > 0 } named) return named;
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Kube.slnx")))
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("Kube.slnx stands in no folder above the test's own.");
        var folder = Path.GetFullPath(Path.Combine(Environment.GetEnvironmentVariable("KUBE_DATA") ?? Path.Combine(root, "..", "shared", "data"), "wire"));
        return Directory.Exists(folder)
            ? folder
            : throw new DirectoryNotFoundException($"The recorded answers are not there: put them in {folder}, or name their folder in KUBE_WIRE.");
    }
}
