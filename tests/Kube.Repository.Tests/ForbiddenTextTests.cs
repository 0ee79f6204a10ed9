using System.Text.RegularExpressions;

namespace Kube.Repository.Tests;

/// <summary>Words that say a thing is unfinished, and paths that exist on one machine only.</summary>
public sealed partial class ForbiddenTextTests
{
    private static readonly string[] s_textFiles =
        [".cs", ".csproj", ".props", ".targets", ".md", ".sh", ".json", ".txt", ".yaml", ".yml", ".editorconfig", ".slnx"];

    [Fact]
    public void UnfinishedWork_InAnyFile_None() =>
        Findings.AssertNone(Matches(Unfinished()));

    [Fact]
    public void MachinePaths_InAnyFile_None() =>
        Findings.AssertNone(Matches(MachinePath()));

    private static IEnumerable<string> Matches(Regex pattern) =>
        from path in RepositoryFiles.All
        where (s_textFiles.Contains(Path.GetExtension(path)) || Path.GetExtension(path).Length == 0) && !RepositoryFiles.IsGenerated(path)
        where Path.GetFileName(path) != nameof(ForbiddenTextTests) + ".cs"
        from line in RepositoryFiles.Read(path).Split('\n').Index()
        where pattern.IsMatch(line.Item)
        select $"{path}:{line.Index + 1}: {line.Item.Trim()}";

    // Case matters: these are the marks as programmers write them, not the English word.
    [GeneratedRegex(@"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedException")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"(^|[\s""'`(=:])/(work|root|home/(?!me/)[a-z]+|Users/[A-Za-z]+)/")]
    private static partial Regex MachinePath();
}
