using Kube.Api.Models;

namespace Kube.Api.Schema;

/// <summary>The shape and the rules of one JSON type: what validation, pruning, defaulting, strategic merge patch, apply and OpenAPI read.
/// One engine serves built-in types (generated) and custom resources (built from their definition).</summary>
/// <remarks>
/// Immutable and safe to share; <see cref="Fields"/> are made on first use, under no lock (two first readers may both make them, one wins).
/// <para>How a generator builds them: one static class holding one static readonly <see cref="TypeSchema"/> per definition, each a
/// <c>TypeSchema.Object</c> whose fields are a static lambda. A definition then costs one small object until it is used,
/// and a reference is just the other static field, read inside the lambda; recursive and mutually recursive types need nothing more:</para>
/// <code>
/// internal static class Schemas
/// {
///     public static readonly TypeSchema CoreV1Container = TypeSchema.Object("io.k8s.api.core.v1.Container", static () =>
///     [
///         new("args", TypeSchema.List(TypeSchema.String)),                                   // x-kubernetes-list-type: atomic is the default
///         new("env", TypeSchema.ListMap(CoreV1EnvVar, "name")) { PatchStrategy = PatchStrategy.Merge, PatchMergeKey = "name" },
///         new("name", TypeSchema.String) { Required = true, Default = "\"\"" },
///         new("resources", CoreV1ResourceRequirements) { Default = "{}" },
///     ]);                                                                                    // a kind adds: kinds: [new("", "v1", "Pod")]
/// }
/// </code>
/// <para>Scalars are the static members (<see cref="String"/>, <see cref="Int32"/>, …); a definition that is a scalar or opaque
/// (Time, Quantity, IntOrString, RawExtension, JSON, FieldsV1) is <see cref="Named"/>.
/// Fields keep the order given; OpenAPI's alphabetical order is the convention.</para>
/// </remarks>
public sealed partial class TypeSchema
{
    private static readonly FieldSchema[] s_noFields = [];

    private Func<FieldSchema[]>? _makeFields;
    private volatile FieldTable? _fields;

    private TypeSchema(SchemaKind kind) => Kind = kind;

    /// <summary>What a value is in JSON.</summary>
    public SchemaKind Kind { get; }

    /// <summary>The definition's name (<c>io.k8s.api.core.v1.Pod</c>): published on its own and referred to. Null for a type written in place.</summary>
    public string? Name { get; private init; }

    /// <summary>OpenAPI's format: <c>int32</c>, <c>int64</c>, <c>double</c>, <c>byte</c>, <c>date-time</c>, <c>int-or-string</c>; null for none.</summary>
    public string? Format { get; private init; }

    /// <summary>The items' type of a list, the values' type of a map; for an object with free members beside its fields
    /// (<c>additionalProperties</c>) theirs. Null otherwise.</summary>
    public TypeSchema? Element { get; private init; }

    /// <summary>How a list's items are owned and merged.</summary>
    public ListTopology ListTopology { get; private init; }

    /// <summary>The fields that tell the items of a <see cref="Schema.ListTopology.Map"/> list apart, in the order given; empty otherwise.</summary>
    public IReadOnlyList<string> ListMapKeys { get; private init; } = [];

    /// <summary>How an object's or map's members are owned and merged, unless the field overrides it.</summary>
    public MapTopology MapTopology => Traits.MapTopology;

    /// <summary>The kinds that have this definition (<c>x-kubernetes-group-version-kind</c>): one for most, many for DeleteOptions, none for parts.</summary>
    public IReadOnlyList<GroupVersionKind> Kinds { get; private init; } = [];

    /// <summary><c>x-kubernetes-unions</c> as JSON text, only published; null for none.</summary>
    public string? Unions { get; private init; }

    /// <summary>Nullability, unknown members, default and the like.</summary>
    public SchemaTraits Traits { get; private init; } = SchemaTraits.None;

    /// <summary>Null is a value of this type (<c>nullable</c>, custom resources only).</summary>
    public bool Nullable => Traits.Nullable;

    /// <summary>Members that are not <see cref="Fields"/> are kept, not pruned: by its traits, or because nothing is known of its inside.</summary>
    public bool PreservesUnknownFields => Kind == SchemaKind.Any || Traits.PreservesUnknownFields;

    /// <summary>This type with other traits; shares everything else.</summary>
    /// <param name="traits">Replaces <see cref="Traits"/> whole.</param>
    public TypeSchema With(SchemaTraits traits) => new(Kind)
    {
        Name = Name,
        Format = Format,
        Element = Element,
        ListTopology = ListTopology,
        ListMapKeys = ListMapKeys,
        Kinds = Kinds,
        Unions = Unions,
        Traits = traits,
        _makeFields = _makeFields,
        _fields = _fields,
    };

    /// <summary>The fields in the order they were given; empty for every kind but <see cref="SchemaKind.Object"/>. Shared, read only.</summary>
    public ReadOnlySpan<FieldSchema> Fields => _makeFields is null && _fields is null ? s_noFields : Table().Fields;

    /// <summary>Finds a field by its exact UTF-8 name.</summary>
    /// <returns>The field, or null when there is none.</returns>
    public FieldSchema? FindField(ReadOnlySpan<byte> utf8Name) => _makeFields is null && _fields is null ? null : Table().Find(utf8Name);

    /// <summary>Finds a field by its exact name.</summary>
    /// <returns>The field, or null when there is none.</returns>
    public FieldSchema? FindField(string name)
    {
        foreach (var field in Fields)
            if (field.Name == name) return field;
        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => Name ?? (Element is null ? Kind.ToString() : $"{Kind} of {Element}");

    private FieldTable Table()
    {
        if (_fields is { } made) return made;
        var table = new FieldTable(_makeFields!());
        return _fields = table;
    }
}
