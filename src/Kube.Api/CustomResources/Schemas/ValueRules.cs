using Kube.Api.CustomResources.Values;
using Kube.Api.Models;
using Kube.Api.Tree;

namespace Kube.Api.CustomResources.Schemas;

/// <summary>What a schema demands of values at one place.</summary>
internal sealed class ValueRules
{
    /// <summary>A format that upstream knows; null for none, and for those that only documents know.</summary>
    public string? Format { get; init; }

    public ValuePattern? Pattern { get; init; }

    public IReadOnlyList<TreeNode> Enum { get; init; } = [];

    public double? Maximum { get; init; }

    public bool ExclusiveMaximum { get; init; }

    public double? Minimum { get; init; }

    public bool ExclusiveMinimum { get; init; }

    public double? MultipleOf { get; init; }

    public long? MaxLength { get; init; }

    public long? MinLength { get; init; }

    public long? MaxItems { get; init; }

    public long? MinItems { get; init; }

    public long? MaxProperties { get; init; }

    public long? MinProperties { get; init; }

    public IReadOnlyList<string> Required { get; init; } = [];

    public IReadOnlyList<SchemaNode> AllOf { get; init; } = [];

    public IReadOnlyList<SchemaNode> AnyOf { get; init; } = [];

    public IReadOnlyList<SchemaNode> OneOf { get; init; } = [];

    public SchemaNode? Not { get; init; }

    public static ValueRules? Of(V1JSONSchemaProps schema)
    {
        var format = schema.Format is { Length: > 0 } known && ValueFormats.IsKnown(known) ? known : null;
        var demands = format is not null || schema.Pattern is { Length: > 0 } || schema.Enum is { Count: > 0 } || schema.Required is { Count: > 0 }
            || schema.Maximum is not null || schema.Minimum is not null || schema.MultipleOf is not null
            || schema.MaxLength is not null || schema.MinLength is not null || schema.MaxItems is not null || schema.MinItems is not null
            || schema.MaxProperties is not null || schema.MinProperties is not null
            || schema.AllOf is { Count: > 0 } || schema.AnyOf is { Count: > 0 } || schema.OneOf is { Count: > 0 } || schema.Not is not null;
        if (!demands) return null;
        return new ValueRules
        {
            Format = format,
            Pattern = schema.Pattern is { Length: > 0 } pattern ? ValuePattern.Of(pattern) : null,
            Enum = [.. (schema.Enum ?? []).Select(static value => TreeNode.Parse(value.Utf8))],
            Maximum = schema.Maximum,
            ExclusiveMaximum = schema.ExclusiveMaximum == true,
            Minimum = schema.Minimum,
            ExclusiveMinimum = schema.ExclusiveMinimum == true,
            MultipleOf = schema.MultipleOf,
            MaxLength = schema.MaxLength,
            MinLength = schema.MinLength,
            MaxItems = schema.MaxItems,
            MinItems = schema.MinItems,
            MaxProperties = schema.MaxProperties,
            MinProperties = schema.MinProperties,
            Required = schema.Required ?? [],
            AllOf = All(schema.AllOf),
            AnyOf = All(schema.AnyOf),
            OneOf = All(schema.OneOf),
            Not = schema.Not is { } not ? SchemaNode.Of(not) : null,
        };
    }

    private static SchemaNode[] All(List<V1JSONSchemaProps>? schemas) => [.. (schemas ?? []).Select(SchemaNode.Of)];
}
