using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kube.Repository.Tests;

/// <summary>Over budget means a missing concept, not a missing exception: there is no list of exceptions.</summary>
public sealed class SizeBudgetTests
{
    private const int FileGoal = 300;
    private const int FileLimit = 600;
    private const int MethodLimit = 60;
    private const int ConstructorLimit = 7;
    private const int InterfaceLimit = 7;

    [Fact]
    public void Files_OverTheLimit_None()
    {
        var sizes = SourceTrees.All.Select(source => (source.Path, Lines: source.Text.AsSpan().Count('\n'))).ToList();
        foreach (var (path, lines) in sizes.Where(size => size.Lines > FileGoal).OrderByDescending(size => size.Lines))
            TestContext.Current.TestOutputHelper?.WriteLine($"{lines,5} lines (goal {FileGoal})  {path}");

        Findings.AssertNone(sizes.Where(size => size.Lines > FileLimit).Select(size => $"{size.Path}: {size.Lines} lines, at most {FileLimit}"));
    }

    [Fact]
    public void Methods_OverTheLimit_None() =>
        Findings.AssertNone(
            from source in SourceTrees.All
            from node in source.Unit.DescendantNodes()
            where node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax
            let lines = SourceTrees.Lines(node)
            where lines > MethodLimit
            select $"{source.Path}:{SourceTrees.StartLine(node)}: {NameOf(node)} has {lines} lines, at most {MethodLimit}");

    [Fact]
    public void Constructors_OverTheLimit_None() =>
        Findings.AssertNone(
            from source in SourceTrees.All
            from node in source.Unit.DescendantNodes()
            let parameters = node switch
            {
                ConstructorDeclarationSyntax { Parent: ClassDeclarationSyntax } constructor => constructor.ParameterList,
                ClassDeclarationSyntax type => type.ParameterList,        // records are values: their parts are not dependencies
                _ => null,
            }
            where parameters is not null && parameters.Parameters.Count > ConstructorLimit
            select $"{source.Path}:{SourceTrees.StartLine(node)}: {NameOf(node)} takes {parameters.Parameters.Count} parameters, at most {ConstructorLimit}");

    [Fact]
    public void Interfaces_OverTheLimit_None() =>
        Findings.AssertNone(
            from source in SourceTrees.All
            from node in source.Unit.DescendantNodes().OfType<InterfaceDeclarationSyntax>()
            where node.Members.Count > InterfaceLimit
            select $"{source.Path}:{SourceTrees.StartLine(node)}: {NameOf(node)} has {node.Members.Count} members, at most {InterfaceLimit}");

    [Fact]
    public void SamplePrograms_OverSixtyLines_None() =>
        Findings.AssertNone(
            from path in RepositoryFiles.All
            where path.StartsWith("samples/", StringComparison.Ordinal) && path.EndsWith("/Program.cs", StringComparison.Ordinal)
            let lines = RepositoryFiles.Read(path).AsSpan().Count('\n')
            where lines > 60
            select $"{path}: {lines} lines, at most 60");

    private static string NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.ValueText,
        BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
        _ => node.Kind().ToString(),
    };
}
