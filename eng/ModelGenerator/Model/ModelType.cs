namespace Kube.ModelGenerator.Model;

/// <summary>A group, version and kind.</summary>
internal sealed record KindName(string Group, string Version, string Kind);

/// <summary>One generated class.</summary>
internal sealed class ModelType
{
    /// <summary><c>k8s.io.api.core.v1.Pod</c>.</summary>
    public required string FullName { get; init; }

    /// <summary><c>io.k8s.api.core.v1.Pod</c>, whether OpenAPI publishes it or not.</summary>
    public required string Definition { get; init; }

    /// <summary>OpenAPI publishes it.</summary>
    public required bool IsPublished { get; init; }

    /// <summary><c>Pod</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>v1.Pod</c>, as Go's error texts say it.</summary>
    public required string GoName { get; init; }

    public required string Group { get; init; }

    public required string Version { get; init; }

    /// <summary><c>V1Pod</c>.</summary>
    public string ClassName { get; set; } = "";

    /// <summary>Goes over the wire on its own.</summary>
    public required bool IsKind { get; init; }

    /// <summary>Has apiVersion and kind of its own; of the kinds only WatchEvent has not.</summary>
    public required bool HasTypeMeta { get; init; }

    /// <summary>Encoded as protobuf at all.</summary>
    public required bool HasProtobuf { get; init; }

    /// <summary>The kinds that OpenAPI says have this definition.</summary>
    public IReadOnlyList<KindName> PublishedKinds { get; init; } = [];

    /// <summary><c>x-kubernetes-map-type</c> is atomic.</summary>
    public bool IsAtomic { get; init; }

    /// <summary><c>x-kubernetes-unions</c> as JSON text.</summary>
    public string? Unions { get; init; }

    /// <summary>In the order of the Go struct, inlined structs as groups.</summary>
    public List<Member> Members { get; } = [];

    /// <summary>Every field, inlined ones included, in the order of the Go struct.</summary>
    public IEnumerable<ModelField> Fields => Members.SelectMany(member => member.Fields);

    public ModelField? Find(string jsonName) => Fields.FirstOrDefault(field => field.JsonName == jsonName);
}

/// <summary>A field, or a struct whose fields stand in its owner's JSON and in a message of their own in protobuf.</summary>
internal abstract class Member
{
    public required int Number { get; init; }

    public abstract IEnumerable<ModelField> Fields { get; }
}

internal sealed class InlineGroup : Member
{
    /// <summary>The Go struct, <c>ProbeHandler</c>: part of the path in Go's error texts.</summary>
    public required string GoName { get; init; }

    public required List<Member> Members { get; init; }

    public override IEnumerable<ModelField> Fields => Members.SelectMany(member => member.Fields);
}

internal enum Shape { Single, List, Map }

internal sealed class ModelField : Member
{
    public required string JsonName { get; init; }

    public required string PropertyName { get; init; }

    public required Shape Shape { get; init; }

    /// <summary>The scalar of the value, or null when it is a class.</summary>
    public Scalar? Scalar { get; init; }

    /// <summary>The class of the value, generated (resolved after naming) or written by hand.</summary>
    public string? ClassFullName { get; init; }

    public string ClassName { get; set; } = "";

    /// <summary>No omitempty.</summary>
    public required bool Always { get; init; }

    public required bool OmitZero { get; init; }

    public required bool Pointer { get; init; }

    /// <summary>A struct by value: always written unless <see cref="OmitZero"/>.</summary>
    public required bool ByValue { get; init; }

    /// <summary>The type in Go's error texts: <c>[]v1.Container</c>.</summary>
    public required string GoType { get; init; }

    /// <summary>Name of the protobuf type, for the fact line.</summary>
    public required string TypeText { get; init; }

    public bool Required { get; init; }

    public string? Default { get; init; }

    public string? ListType { get; init; }

    public string[] ListMapKeys { get; init; } = [];

    public string? MapType { get; init; }

    public string[] PatchStrategies { get; init; } = [];

    public string? PatchMergeKey { get; init; }

    /// <summary>Never null in C#: initialised, and written even when it is Go's zero.</summary>
    public required bool NeverNull { get; init; }

    public override IEnumerable<ModelField> Fields => [this];

    public string ElementType => Scalar?.ClrType ?? ClassName;

    public string PropertyType => Shape switch
    {
        Shape.List => $"List<{ElementType}>",
        Shape.Map => $"Dictionary<string, {ElementType}>",
        _ => ElementType,
    } + (NeverNull ? "" : "?");

    public string Initializer => !NeverNull ? "" : Shape != Shape.Single ? " = [];" : Scalar is null ? " = new();"
        : Scalar.IsStruct ? "" : $" = {Scalar.Zero};";
}
