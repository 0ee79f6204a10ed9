using Microsoft.CodeAnalysis;

namespace Kube.Repository.Tests;

/// <summary>
/// What each assembly shows to callers stands in <c>api/&lt;Package&gt;.txt</c>, so that a change of it is seen in review.
/// <c>KUBE_UPDATE_API=1</c> writes the files anew.
/// </summary>
public sealed class PublicSurfaceTests
{
    public static TheoryData<string> Projects => [.. RepositoryFiles.SourceProjects];

    [Theory]
    [MemberData(nameof(Projects))]
    public async Task Surface_OfThePackage_IsTheOneOnFile(string project)
    {
        var generated = GeneratedTypes(project);
        var lines = PublicSurface.Describe(project, type => generated.Contains(type.Name) || type.ContainingType is { } outer && generated.Contains(outer.Name));
        var path = RepositoryFiles.Absolute($"api/{project}.txt");
        if (Environment.GetEnvironmentVariable("KUBE_UPDATE_API") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllLinesAsync(path, lines, TestContext.Current.CancellationToken);
            return;
        }

        var recorded = File.Exists(path) ? await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken) : [];
        var actual = lines.ToList();
        var difference = Owned(recorded).Except(Owned(actual)).Select(line => $"- {line}")
            .Concat(Owned(actual).Except(Owned(recorded)).Select(line => $"+ {line}")).ToList();
        if (difference.Count > 0 || recorded.Length != actual.Count)
            Assert.Fail($"api/{project}.txt is not what the assembly shows; KUBE_UPDATE_API=1 writes it anew.\n" + string.Join('\n', difference.Take(100)));
    }

    /// <summary>Each member with its type, so that lines can be compared as a set.</summary>
    private static IEnumerable<string> Owned(IEnumerable<string> lines)
    {
        var type = "";
        foreach (var line in lines)
        {
            if (line.StartsWith(' '))
            {
                yield return $"{type}: {line.Trim()}";
                continue;
            }

            type = line.Split(" : ")[0];
            yield return line;
        }
    }

    /// <summary>Types are summarised when a file of a folder Generated is named after them.</summary>
    private static HashSet<string> GeneratedTypes(string project) =>
        RepositoryFiles.All
            .Where(path => path.StartsWith($"src/{project}/", StringComparison.Ordinal) && RepositoryFiles.IsGenerated(path))
            .Select(path => Path.GetFileName(path).Split('.')[0])
            .ToHashSet(StringComparer.Ordinal);
}
