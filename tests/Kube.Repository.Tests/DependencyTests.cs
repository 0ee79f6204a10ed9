using System.Xml.Linq;

namespace Kube.Repository.Tests;

/// <summary>Which project may reference which, as the design's diagram says; and what the packages may expose to whom.</summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["Kube.Store"] = [],
        ["Kube.Api.Models"] = [],
        ["Kube.Api"] = ["Kube.Store", "Kube.Api.Models"],
        ["Kube.Api.AspNetCore"] = ["Kube.Api", "Kube.Api.Models"],
        ["Kube.Scheduling"] = ["Kube.Api", "Kube.Api.Models"],
        ["Kube.Controllers"] = ["Kube.Api", "Kube.Api.Models"],
        ["Kube.Node"] = ["Kube.Api", "Kube.Api.Models"],
        ["Kube.Testing"] =
            ["Kube.Store", "Kube.Api", "Kube.Api.Models", "Kube.Api.AspNetCore", "Kube.Scheduling", "Kube.Controllers", "Kube.Node"],
    };

    [Fact]
    public void Packages_ReferencingAnother_OnlyAsDesigned() =>
        Findings.AssertNone(
            from name in RepositoryFiles.SourceProjects
            from reference in ProjectReferences(name)
            where !s_allowed.GetValueOrDefault(name, []).Contains(reference)
            select $"{name} references {reference}");

    [Fact]
    public void InternalsVisibleTo_OtherThanOwnTests_None() =>
        Findings.AssertNone(
            from name in RepositoryFiles.SourceProjects
            from friend in Project(name).Descendants("InternalsVisibleTo").Select(item => item.Attribute("Include")!.Value)
            where friend != name + ".Tests"
            select $"{name} shows its internals to {friend}");

    [Fact]
    public void Samples_SeeingInternals_None() =>
        Findings.AssertNone(
            from path in RepositoryFiles.All
            where path.StartsWith("samples/", StringComparison.Ordinal) && path.EndsWith(".csproj", StringComparison.Ordinal)
            where RepositoryFiles.Read(path).Contains("InternalsVisibleTo", StringComparison.Ordinal)
            select $"{path}: samples use the public surface only and hide nothing");

    [Fact]
    public void Versions_OutsideTheCentralFile_None() =>
        Findings.AssertNone(
            from path in RepositoryFiles.All
            where path.EndsWith(".csproj", StringComparison.Ordinal)
            from item in XDocument.Parse(RepositoryFiles.Read(path)).Descendants("PackageReference")
            where item.Attribute("Version") is not null || item.Attribute("VersionOverride") is not null
            select $"{path}: {item.Attribute("Include")?.Value} states a version; Directory.Packages.props states all");

    [Fact]
    public void Packages_InTheSolution_HaveVersionAndReadme() =>
        Findings.AssertNone(
            from name in RepositoryFiles.SourceProjects
            where Project(name).Descendants("IsPackable").All(item => item.Value != "false")
            from file in new[] { "version.json", "README.md" }
            where !File.Exists(RepositoryFiles.Absolute($"src/{name}/{file}"))
            select $"src/{name} has no {file}");

    private static XDocument Project(string name) => XDocument.Parse(RepositoryFiles.Read($"src/{name}/{name}.csproj"));

    private static IEnumerable<string> ProjectReferences(string name) =>
        Project(name).Descendants("ProjectReference").Select(item => Path.GetFileNameWithoutExtension(item.Attribute("Include")!.Value));
}
