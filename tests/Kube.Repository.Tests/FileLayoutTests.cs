using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kube.Repository.Tests;

/// <summary>A folder is a namespace, a file is its public type.</summary>
public sealed class FileLayoutTests
{
    // Registration extensions live where .NET developers look for them (style guide 2).
    private static readonly string[] s_conventionalNamespaces =
        ["Microsoft.Extensions.DependencyInjection", "Microsoft.AspNetCore.Builder", "Microsoft.Extensions.Hosting"];

    [Fact]
    public void Namespaces_ComparedWithFolders_Equal() =>
        Findings.AssertNone(
            from source in SourceTrees.All
            from declared in source.Unit.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
                .OfType<BaseNamespaceDeclarationSyntax>()
            let name = declared.Name.ToString()
            let expected = NamespaceOf(source.Path)
            where name != expected && !s_conventionalNamespaces.Contains(name)
            select $"{source.Path}: namespace {name}, its folder says {expected}");

    [Fact]
    public void PublicTypes_ComparedWithFileNames_Equal() =>
        Findings.AssertNone(
            from source in SourceTrees.All
            let names = SourceTrees.TopLevelTypes(source.Unit)
                .Where(type => type.Modifiers.Any(modifier => modifier.IsKind(SyntaxKind.PublicKeyword)))
                .Select(SourceTrees.NameOf).ToList()
            where names.Count > 0
            let file = Path.GetFileName(source.Path).Split('.')[0]
            where names.Count > 1 || names[0] != file
            select $"{source.Path}: declares public {string.Join(", ", names)}; one public type per file, named after it");

    [Fact]
    public void Folders_NamedAfterAKindOfFile_None()
    {
        string[] refused = ["Interfaces", "Helpers", "Impl", "Implementations", "Utils", "Utilities", "Common", "Misc", "Extensions"];
        Findings.AssertNone(
            from path in RepositoryFiles.PackageSources
            from folder in path.Split('/')[..^1]
            where refused.Contains(folder)
            select $"{path}: {folder}/ is a kind of file, not a concept");
    }

    [Fact]
    public void Projects_ComparedWithTheSolution_AllListed()
    {
        var solution = RepositoryFiles.Read("Kube.slnx");
        Findings.AssertNone(
            from path in RepositoryFiles.All
            where path.EndsWith(".csproj", StringComparison.Ordinal) && !solution.Contains($"\"{path}\"", StringComparison.Ordinal)
            select $"{path} is not in Kube.slnx");
    }

    private static string NamespaceOf(string path)
    {
        var parts = path.Split('/');
        // The model is a part of Kube.Api; what src/Shared holds is linked into several packages.
        var root = parts[1] switch { "Kube.Api.Models" => "Kube.Api", "Shared" => "Kube.Shared", var own => own };
        return string.Join('.', [root, .. parts[2..^1]]);
    }
}
