using System.Text;
using Kube.Api.Models;
using Kube.Api.Tree;

namespace Kube.Api.CustomResources.Schemas;

/// <summary>One place of a custom resource's schema, ready to work with: what pruning, defaulting, validation and rules ask of it. Immutable and shared.</summary>
/// <remarks>Made from the model once per version and generation of a definition; the model itself is not kept, so that many definitions cost little.</remarks>
internal sealed class SchemaNode
{
    public required string Type { get; init; }

    public bool Nullable { get; init; }

    public bool IsIntOrString { get; init; }

    /// <summary>Members that are not described are kept.</summary>
    public bool PreservesUnknown { get; init; }

    /// <summary>A whole object lies here.</summary>
    public bool IsEmbedded { get; init; }

    public TreeNode? Default { get; init; }

    public string? ListType { get; init; }

    public IReadOnlyList<string> ListMapKeys { get; init; } = [];

    public string? MapType { get; init; }

    /// <summary>The described members, in the order of their UTF-8 names.</summary>
    public SchemaProperty[] Properties { get; init; } = [];

    public SchemaNode? Items { get; init; }

    /// <summary>Members beside the described ones are spoken of.</summary>
    public bool HasAdditional { get; init; }

    /// <summary>Whether there may be any; only asked with <see cref="HasAdditional"/>.</summary>
    public bool AllowsAdditional { get; init; }

    /// <summary>Their schema; null when nothing is known of them.</summary>
    public SchemaNode? Additional { get; init; }

    /// <summary>What values must be; null for nothing.</summary>
    public ValueRules? Rules { get; init; }

    /// <summary>The CEL rules that stand here.</summary>
    public IReadOnlyList<V1ValidationRule> Validations { get; init; } = [];

    /// <summary>Whether rules stand here or anywhere below.</summary>
    public bool HasValidations { get; init; }

    /// <summary>Whether a default stands anywhere below.</summary>
    public bool HasDefaults { get; init; }

    /// <summary>Whether a list whose items are told apart stands here or anywhere below.</summary>
    public bool HasKeyedLists { get; init; }

    /// <summary>Finds a described member.</summary>
    public SchemaNode? Find(ReadOnlySpan<byte> utf8Name)
    {
        var (low, high) = (0, Properties.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var order = Properties[middle].Utf8Name.AsSpan().SequenceCompareTo(utf8Name);
            if (order == 0) return Properties[middle].Node;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return null;
    }

    /// <summary>Finds a described member.</summary>
    public SchemaNode? Find(string name) => Find(Encoding.UTF8.GetBytes(name));

    /// <summary>Null here means that the member is not there, or that its default is.</summary>
    public bool RefusesNull(TreeNode value) => !Nullable && value is TreeNull;

    public static SchemaNode Of(V1JSONSchemaProps schema)
    {
        var properties = (schema.Properties ?? [])
            .Select(property => new SchemaProperty(property.Key, Encoding.UTF8.GetBytes(property.Key), Of(property.Value)))
            .OrderBy(property => property.Utf8Name, Comparer<byte[]>.Create(static (a, b) => a.AsSpan().SequenceCompareTo(b)))
            .ToArray();
        var items = schema.Items?.Schema is { } item ? Of(item) : null;
        var additional = schema.AdditionalProperties?.Schema is { } rest ? Of(rest) : null;
        return new SchemaNode
        {
            Type = schema.Type ?? "",
            Nullable = schema.Nullable == true,
            IsIntOrString = schema.XKubernetesIntOrString == true,
            PreservesUnknown = schema.XKubernetesPreserveUnknownFields == true,
            IsEmbedded = schema.XKubernetesEmbeddedResource == true,
            Default = Parse(schema.Default),
            ListType = schema.XKubernetesListType,
            ListMapKeys = schema.XKubernetesListMapKeys ?? [],
            MapType = schema.XKubernetesMapType,
            Properties = properties,
            Items = items,
            HasAdditional = schema.AdditionalProperties is not null,
            AllowsAdditional = schema.AdditionalProperties is { Allows: true } or { Schema: not null },
            Additional = additional,
            Rules = ValueRules.Of(schema),
            Validations = schema.XKubernetesValidations ?? [],
            HasValidations = schema.XKubernetesValidations is { Count: > 0 } || items?.HasValidations == true || additional?.HasValidations == true
                || Array.Exists(properties, static property => property.Node.HasValidations) || Nested(schema).Any(static nested => nested.XKubernetesValidations is { Count: > 0 }),
            HasDefaults = schema.Default is not null || items?.HasDefaults == true || additional?.HasDefaults == true
                || Array.Exists(properties, static property => property.Node.HasDefaults),
            HasKeyedLists = schema.XKubernetesListType is "map" or "set" || items?.HasKeyedLists == true || additional?.HasKeyedLists == true
                || Array.Exists(properties, static property => property.Node.HasKeyedLists),
        };
    }

    private static IEnumerable<V1JSONSchemaProps> Nested(V1JSONSchemaProps schema) =>
        [.. schema.AllOf ?? [], .. schema.AnyOf ?? [], .. schema.OneOf ?? [], .. schema.Not is { } not ? [not] : Array.Empty<V1JSONSchemaProps>()];

    private static TreeNode? Parse(RawJson? json) => json is null || json.Utf8.Span.SequenceEqual("null"u8) ? null : TreeNode.Parse(json.Utf8);
}
