namespace Kube.Api.Schema;

/// <summary>What custom resource definitions may say of any type in place; see <see cref="TypeSchema.With(SchemaTraits)"/>.</summary>
public sealed record SchemaTraits
{
    /// <summary>Nothing special.</summary>
    public static SchemaTraits None { get; } = new();

    /// <summary>Null is a value of the type (<c>nullable</c>).</summary>
    public bool Nullable { get; init; }

    /// <summary>Members that are not fields are kept, not pruned (<c>x-kubernetes-preserve-unknown-fields</c>).</summary>
    public bool PreservesUnknownFields { get; init; }

    /// <summary>A whole object with apiVersion, kind and metadata lies here (<c>x-kubernetes-embedded-resource</c>).</summary>
    public bool EmbeddedResource { get; init; }

    /// <summary>The type's own default as JSON text, or null; a field's default goes before it.</summary>
    public string? Default { get; init; }

    /// <summary>The values allowed, as JSON texts; empty when any is.</summary>
    public IReadOnlyList<string> Enum { get; init; } = [];

    /// <summary>Shows the type in OpenAPI; null: it is shown as it is.</summary>
    public IPublishedSchema? Published { get; init; }

    /// <summary>How the members of an object or map are owned and merged; ignored for other kinds of types.</summary>
    public MapTopology MapTopology { get; init; }
}
