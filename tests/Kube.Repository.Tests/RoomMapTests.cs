using System.IO.Enumeration;
using System.Text.RegularExpressions;

namespace Kube.Repository.Tests;

/// <summary>
/// A package's README is its room map: it names every folder, and every folder and type that it names exists.
/// `Room/` in backticks is a folder (a <c>*</c> stands for one segment), a lone `PascalCase` word in backticks is a type or a member.
/// </summary>
public sealed partial class RoomMapTests
{
    [Fact]
    public void Folders_OfEveryPackage_AreNamed() =>
        Findings.AssertNone(
            from project in RepositoryFiles.SourceProjects
            let named = Folders(MapOf(project)).ToList()
            from folder in FoldersOf(project)
            where !named.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, folder, ignoreCase: false)
                && pattern.Count(letter => letter == '/') == folder.Count(letter => letter == '/'))
            select $"{MapOf(project)} does not name `{folder}/` of src/{project}");

    [Fact]
    public void NamedFolders_InEveryReadme_Exist() =>
        Findings.AssertNone(
            from map in RepositoryFiles.SourceProjects.Select(MapOf).Distinct()
            let existing = RepositoryFiles.SourceProjects.Where(project => IsDrawnIn(project, map)).SelectMany(FoldersOf).ToHashSet(StringComparer.Ordinal)
            from pattern in Folders(map)
            where !existing.Any(folder => folder == pattern
                || folder.StartsWith(pattern + "/", StringComparison.Ordinal)
                || pattern == "Generated"
                || FileSystemName.MatchesSimpleExpression(pattern, folder, ignoreCase: false))
            where !Directory.Exists(RepositoryFiles.Absolute(pattern))
            select $"{map} names `{pattern}/`, which does not exist");

    [Fact]
    public void NamedTypes_InEveryReadme_Exist()
    {
        var known = PublicSurface.EveryName;
        var own = SourceTrees.All
            .SelectMany(source => SourceTrees.TopLevelTypes(source.Unit)).Select(SourceTrees.NameOf).ToHashSet(StringComparer.Ordinal);
        Findings.AssertNone(
            from map in RepositoryFiles.SourceProjects.Select(MapOf).Distinct()
            from name in Types(map)
            where !own.Contains(name) && !known.Contains(name)
            select $"{map} names `{name}`, which is no type");
    }

    // The model assembly is a part of Kube.Api, whose map may name its rooms too.
    private static bool IsDrawnIn(string project, string map) => MapOf(project) == map || (project == "Kube.Api.Models" && map == "src/Kube.Api/README.md");

    private static string MapOf(string project) =>
        File.Exists(RepositoryFiles.Absolute($"src/{project}/README.md")) ? $"src/{project}/README.md" : "src/Kube.Api/README.md";

    /// <summary>Folders that hold hand-written sources, relative to the project.</summary>
    private static IEnumerable<string> FoldersOf(string project) =>
        RepositoryFiles.PackageSources
            .Where(path => path.StartsWith($"src/{project}/", StringComparison.Ordinal))
            .Select(path => path[(project.Length + 5)..])
            .Where(path => path.Contains('/', StringComparison.Ordinal))
            .Select(path => path[..path.LastIndexOf('/')])
            .Distinct();

    private static IEnumerable<string> Folders(string map) =>
        FolderName().Matches(RepositoryFiles.Read(map)).Select(match => match.Groups[1].Value).Distinct();

    private static IEnumerable<string> Types(string map) =>
        TypeName().Matches(RepositoryFiles.Read(map)).Select(match => match.Groups[1].Value).Distinct();

    // In backticks, or at the head of a line of a drawn map.
    [GeneratedRegex(@"(?:`|^ +)([A-Za-z*][A-Za-z0-9.*/]*)/(?:`| {2,})", RegexOptions.Multiline)]
    private static partial Regex FolderName();

    [GeneratedRegex(@"`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)(?:<[A-Za-z, ]*>)?(?:\(\))?`")]
    private static partial Regex TypeName();
}
