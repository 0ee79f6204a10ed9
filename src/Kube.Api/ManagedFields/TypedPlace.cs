using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.ManagedFields;

/// <summary>What a value is to apply.</summary>
internal enum PlaceShape : byte
{
    /// <summary>A value without an inside.</summary>
    Scalar,

    /// <summary>An object or map.</summary>
    Map,

    /// <summary>A list.</summary>
    List,

    /// <summary>Anything, owned and replaced whole: raw extensions and JSON values.</summary>
    Opaque,
}

/// <summary>A place in a typed tree: its type, and how an object's members are owned there.</summary>
internal readonly record struct TypedPlace(TypeSchema Type, MapTopology Topology)
{
    private static readonly TypeSchema s_undescribed = TypeSchema.Any.With(new SchemaTraits { PreservesUnknownFields = true });

    public bool IsAtomicMap => Topology == MapTopology.Atomic;

    public bool IsAtomicList => Type.ListTopology == ListTopology.Atomic;

    /// <summary>What the items of a list are.</summary>
    public TypedPlace Item => Of(Type.Element ?? s_undescribed);

    public static TypedPlace Of(TypeSchema type) => new(type, type.MapTopology);

    /// <summary>The place of a member; the second value tells whether the type names it, the third whether it may be there at all.</summary>
    public (TypedPlace Place, bool IsNamed, bool IsAllowed) Member(ReadOnlySpan<byte> name)
    {
        if (Type.Kind == SchemaKind.Object && Type.FindField(name) is { } field) return (new(field.Type, field.MapTopology), true, true);
        return Type.Element is { } element ? (Of(element), false, true) : (Of(s_undescribed), false, Type.PreservesUnknownFields);
    }

    /// <summary>What a value is here. Where nothing is described a value is what it looks like, and null, which may be anything, a map.</summary>
    public PlaceShape ShapeOf(TreeNode? value) => Type.Kind switch
    {
        SchemaKind.Object or SchemaKind.Map => PlaceShape.Map,
        SchemaKind.List => PlaceShape.List,
        SchemaKind.Any when !Type.Traits.PreservesUnknownFields => PlaceShape.Opaque,
        SchemaKind.Any => value switch
        {
            TreeArray => PlaceShape.List,
            TreeObject or TreeNull or null => PlaceShape.Map,
            _ => PlaceShape.Scalar,
        },
        _ => PlaceShape.Scalar,
    };
}
