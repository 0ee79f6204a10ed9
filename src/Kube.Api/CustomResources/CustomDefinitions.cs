using Kube.Api.Catalog;
using Kube.Api.CustomResources.Columns;
using Kube.Api.CustomResources.Control;
using Kube.Api.CustomResources.Conversion;
using Kube.Api.CustomResources.Scaling;
using Kube.Api.Discovery;
using Kube.Api.Kubernetes;
using Kube.Api.Models;

namespace Kube.Api.CustomResources;

/// <summary>Makes catalog entries of a definition.</summary>
internal static class CustomDefinitions
{
    private static readonly string[] s_verbs =
        [Verbs.Delete, Verbs.DeleteCollection, Verbs.Get, Verbs.List, Verbs.Patch, Verbs.Create, Verbs.Update, Verbs.Watch];

    private static readonly string[] s_lastVerbs = [Verbs.Delete, Verbs.DeleteCollection, Verbs.Get, Verbs.List, Verbs.Watch];

    /// <param name="entry">The definition.</param>
    /// <param name="identity">Stays the same while the definition is there.</param>
    /// <param name="compiler">Compiles rules; null: they are not enforced.</param>
    /// <param name="converter">Converts between its versions; null when they differ in their names alone.</param>
    /// <returns>An entry for each version served.</returns>
    public static IReadOnlyList<ResourceDefinition> Make(DefinitionEntry entry, object identity, ISchemaRuleCompiler? compiler, IObjectConverter? converter)
    {
        var head = entry.Head;
        var kind = head.Status!.AcceptedNames.Kind;
        var schemas = new Dictionary<string, CustomSchema>();
        foreach (var version in head.Spec.Versions)
        {
            var name = version.Name;
            schemas[name] = new CustomSchema(new GroupVersionKind(head.Spec.Group, name, kind), () => entry.ReadSchema(name), () => entry.ReadSchemaTree(name), compiler);
        }

        var family = new CustomFamily(identity, head.Spec.Group, schemas, converter);
        var made = head.Spec.Versions.Select(version => (Version: version, Definition: Make(entry, version, schemas[version.Name], family))).ToList();
        IReadOnlyList<ResourceDefinition> served = [.. made.Where(static one => one.Version.Served).Select(static one => one.Definition)];
        family.Complete(made.First(static one => one.Version.Storage).Definition, served);
        return served;
    }

    private static ResourceDefinition Make(DefinitionEntry entry, V1CustomResourceDefinitionVersion version, CustomSchema schema, VersionFamily family)
    {
        var spec = entry.Head.Spec;
        var names = entry.Head.Status!.AcceptedNames;
        var scale = version.Subresources?.Scale is { } paths ? new ScalePaths(paths) : null;
        var hasStatus = version.Subresources?.Status is not null;
        var judge = new SchemaJudge(schema, scale);
        var strategy = new CustomStrategy(schema, hasStatus, judge) { IsTerminating = entry.IsTerminating };
        return new ResourceDefinition
        {
            Codec = new CustomObjectCodec(new GroupVersionKind(spec.Group, version.Name, names.Kind), schema),
            Plural = names.Plural,
            Singular = names.Singular ?? "",
            ListKind = names.ListKind ?? names.Kind + "List",
            Namespaced = spec.Scope == "Namespaced",
            ShortNames = names.ShortNames ?? [],
            Categories = names.Categories ?? [],
            ServedVerbs = s_verbs,
            ListedVerbs = entry.IsTerminating ? s_lastVerbs : s_verbs,
            Strategy = strategy,
            Subresources = [.. Subresources(judge, strategy, hasStatus, scale)],
            Table = CustomTable.Of(version.AdditionalPrinterColumns),
            SelectableFields = [.. (version.SelectableFields ?? []).Select(static field => new SelectableField(field.JsonPath.TrimStart('.')))],
            UnknownFieldText = "field label not supported: {0}",
            DeprecationWarning = version.Deprecated == true ? version.DeprecationWarning ?? Deprecation(spec, version.Name, names.Kind) : null,
            StorageName = $"{spec.Group}/{names.Plural}",
            Family = family,
        };
    }

    private static IEnumerable<SubresourceDefinition> Subresources(SchemaJudge judge, CustomStrategy strategy, bool hasStatus, ScalePaths? scale)
    {
        if (hasStatus) yield return SubresourceDefinition.Status(new CustomStatusStrategy(judge, strategy));
        if (scale is not null) yield return Kinds.Scale(new TreeScale(scale, static obj => ((CustomObject)obj).Content, static (obj, content) => ((CustomObject)obj).Content = content));
    }

    private static string Deprecation(V1CustomResourceDefinitionSpec spec, string version, string kind)
    {
        var better = spec.Versions
            .Where(known => known is { Served: true, Deprecated: not true } && GroupOrder.CompareVersions(known.Name, version) < 0)
            .Select(static known => known.Name)
            .Order(Comparer<string>.Create(GroupOrder.CompareVersions))
            .FirstOrDefault();
        var text = $"{spec.Group}/{version} {kind} is deprecated";
        return better is null ? text : $"{text}; use {spec.Group}/{better} {kind}";
    }
}
