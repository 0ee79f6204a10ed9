using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kube.Repository.Tests;

/// <summary>Every hand-written source of the packages, parsed once for all tests.</summary>
internal static class SourceTrees
{
    private static readonly Lazy<IReadOnlyList<SourceTree>> s_all = new(ParseAll);

    public static IReadOnlyList<SourceTree> All => s_all.Value;

    /// <summary>Types declared directly in a namespace.</summary>
    public static IEnumerable<MemberDeclarationSyntax> TopLevelTypes(CompilationUnitSyntax unit) =>
        unit.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<MemberDeclarationSyntax>()
            .Where(node => node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax);

    public static string NameOf(MemberDeclarationSyntax type) => type switch
    {
        BaseTypeDeclarationSyntax named => named.Identifier.ValueText,
        DelegateDeclarationSyntax named => named.Identifier.ValueText,
        _ => throw new ArgumentException($"{type.Kind()} is not a type"),
    };

    /// <summary>First and last line of a declaration without its leading comments, both counted.</summary>
    public static int Lines(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    public static int StartLine(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;

    private static List<SourceTree> ParseAll() =>
        [.. RepositoryFiles.PackageSources.AsParallel().AsOrdered().Select(path =>
        {
            var text = RepositoryFiles.Read(path);
            var tree = CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Latest), path);
            return new SourceTree(path, text, tree.GetCompilationUnitRoot());
        })];
}

/// <param name="Path">Relative to the repository's root.</param>
internal sealed record SourceTree(string Path, string Text, CompilationUnitSyntax Unit);
