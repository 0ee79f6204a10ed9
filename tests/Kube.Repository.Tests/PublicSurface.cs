using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Kube.Repository.Tests;

/// <summary>What a built assembly shows to its callers, read from its metadata and written one declaration a line.</summary>
internal static class PublicSurface
{
    private static readonly SymbolDisplayFormat s_typeFormat = new(
        globalNamespaceStyle: SymbolDisplayGlobalNamespaceStyle.Omitted,
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints
            | SymbolDisplayGenericsOptions.IncludeVariance,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat s_memberFormat = new(
        globalNamespaceStyle: SymbolDisplayGlobalNamespaceStyle.Omitted,
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        memberOptions: SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeParameters
            | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeAccessibility
            | SymbolDisplayMemberOptions.IncludeConstantValue | SymbolDisplayMemberOptions.IncludeRef,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeParamsRefOut
            | SymbolDisplayParameterOptions.IncludeExtensionThis,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly Lazy<CSharpCompilation> s_compilation = new(Load);
    private static readonly Lazy<IReadOnlySet<string>> s_names = new(NamesOfEverything);

    /// <summary>Simple names of every visible type of this process's assemblies, the framework's included, and of our own public members.</summary>
    public static IReadOnlySet<string> EveryName => s_names.Value;

    /// <param name="assembly">Its simple name; it must be among the test's own references.</param>
    /// <param name="generated">Says which types are summarised to one line: their members follow from the data they were generated from.</param>
    public static IEnumerable<string> Describe(string assembly, Func<INamedTypeSymbol, bool> generated)
    {
        foreach (var type in VisibleTypes(Find(assembly).GlobalNamespace).OrderBy(Name, StringComparer.Ordinal))
        {
            var members = Members(type).Order(StringComparer.Ordinal).ToList();
            if (generated(type))
            {
                var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', members)));
                yield return $"{Declaration(type)}  // generated, {members.Count} members, {Convert.ToHexStringLower(hash.AsSpan(0, 4))}";
                continue;
            }

            yield return Declaration(type);
            foreach (var member in members)
                yield return "    " + member;
        }
    }

    private static string Name(INamedTypeSymbol type) => type.ToDisplayString(s_typeFormat);

    private static string Declaration(INamedTypeSymbol type)
    {
        var words = new List<string> { type.DeclaredAccessibility == Accessibility.Public ? "public" : "protected" };
        if (type is { TypeKind: TypeKind.Class, IsStatic: true }) words.Add("static");
        else if (type is { TypeKind: TypeKind.Class, IsAbstract: true }) words.Add("abstract");
        else if (type is { TypeKind: TypeKind.Class, IsSealed: true }) words.Add("sealed");
        if (type is { TypeKind: TypeKind.Struct, IsReadOnly: true }) words.Add("readonly");
        if (type.TypeKind == TypeKind.Delegate)
            return string.Join(' ', words) + $" {Name(type)}: {type.DelegateInvokeMethod!.ToDisplayString(s_memberFormat)}";

        var bases = new List<string>();
        if (type.BaseType is { SpecialType: SpecialType.None } parent) bases.Add(parent.ToDisplayString(s_memberFormat));
        bases.AddRange(type.Interfaces.Where(IsVisible).Select(item => item.ToDisplayString(s_memberFormat)).Order(StringComparer.Ordinal));
        return string.Join(' ', words) + $" {Name(type)}" + (bases.Count > 0 ? $" : {string.Join(", ", bases)}" : "");
    }

    private static IEnumerable<string> Members(INamedTypeSymbol type) =>
        from member in type.GetMembers()
        where IsVisible(member) && member is not INamedTypeSymbol
        where member is not IMethodSymbol { AssociatedSymbol: not null }
        where !member.IsImplicitlyDeclared && !member.Name.Contains('<', StringComparison.Ordinal)
        where type.TypeKind != TypeKind.Delegate
        where type.TypeKind != TypeKind.Enum || member is IFieldSymbol { HasConstantValue: true }
        select member.ToDisplayString(s_memberFormat);

    private static bool IsVisible(ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal;

    private static IEnumerable<INamedTypeSymbol> VisibleTypes(INamespaceOrTypeSymbol container) =>
        container.GetMembers().SelectMany(member => member switch
        {
            INamespaceSymbol space => VisibleTypes(space),
            INamedTypeSymbol type when IsVisible(type) => VisibleTypes(type).Prepend(type),
            _ => [],
        });

    private static IAssemblySymbol Find(string assembly) =>
        s_compilation.Value.References
            .Select(s_compilation.Value.GetAssemblyOrModuleSymbol).OfType<IAssemblySymbol>()
            .Single(symbol => symbol.Name == assembly);

    private static CSharpCompilation Load()
    {
        var trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        var references = trusted.Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).EndsWith(".Tests.dll", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        return CSharpCompilation.Create("Surface", references: references);
    }

    private static HashSet<string> NamesOfEverything()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var assembly in s_compilation.Value.References.Select(s_compilation.Value.GetAssemblyOrModuleSymbol).OfType<IAssemblySymbol>())
        {
            var own = assembly.Name.StartsWith("Kube.", StringComparison.Ordinal);
            foreach (var type in VisibleTypes(assembly.GlobalNamespace))
            {
                names.Add(type.Name);
                if (own) names.UnionWith(type.GetMembers().Where(IsVisible).Select(member => member.Name));
            }
        }

        return names;
    }
}
