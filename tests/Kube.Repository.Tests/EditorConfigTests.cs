using System.Text.RegularExpressions;

namespace Kube.Repository.Tests;

/// <summary>No suppression without its reason.</summary>
public sealed partial class EditorConfigTests
{
    // A longer run of rules under one comment is a heap, not a group.
    private const int GroupLimit = 7;

    [Fact]
    public void Suppressions_WithoutAReasonAbove_None()
    {
        var findings = new List<string>();
        var explained = 0;
        foreach (var (index, line) in RepositoryFiles.Read(".editorconfig").Split('\n').Index())
        {
            if (line.StartsWith('#'))
                explained = GroupLimit;
            else if (Lowered().IsMatch(line) && --explained < 0)
                findings.Add($".editorconfig:{index + 1}: {line} has no reason on the line above its group of at most {GroupLimit}");
            else if (string.IsNullOrWhiteSpace(line))
                explained = 0;
        }

        Findings.AssertNone(findings);
    }

    [Fact]
    public void Suppressions_InSources_None() =>
        Findings.AssertNone(
            from path in RepositoryFiles.All
            where path.EndsWith(".cs", StringComparison.Ordinal) && !RepositoryFiles.IsGenerated(path)
            where Path.GetFileName(path) != nameof(EditorConfigTests) + ".cs"
            from line in RepositoryFiles.Read(path).Split('\n').Index()
            where Pragma().IsMatch(line.Item)
            select $"{path}:{line.Index + 1}: {line.Item.Trim()}: suppress in .editorconfig, with the reason");

    [GeneratedRegex(@"^dotnet_\S*diagnostic\S*\.severity\s*=\s*(none|silent|suggestion)")]
    private static partial Regex Lowered();

    // The trimmer's attribute is allowed: it carries its justification as an argument, checked by the compiler.
    [GeneratedRegex(@"#pragma warning disable|\[(assembly: )?SuppressMessage\(")]
    private static partial Regex Pragma();
}
