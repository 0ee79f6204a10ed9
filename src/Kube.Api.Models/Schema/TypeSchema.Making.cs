using Kube.Api.Models;

namespace Kube.Api.Schema;

public sealed partial class TypeSchema
{
    /// <summary>Any string.</summary>
    public static TypeSchema String { get; } = new(SchemaKind.String);

    /// <summary>Bytes, base64 in JSON.</summary>
    public static TypeSchema Bytes { get; } = new(SchemaKind.String) { Format = "byte" };

    /// <summary>A 32-bit whole number.</summary>
    public static TypeSchema Int32 { get; } = new(SchemaKind.Integer) { Format = "int32" };

    /// <summary>A 64-bit whole number.</summary>
    public static TypeSchema Int64 { get; } = new(SchemaKind.Integer) { Format = "int64" };

    /// <summary>A 64-bit floating-point number.</summary>
    public static TypeSchema Double { get; } = new(SchemaKind.Number) { Format = "double" };

    /// <summary>True or false.</summary>
    public static TypeSchema Boolean { get; } = new(SchemaKind.Boolean);

    /// <summary>A value of which nothing is known; everything in it is kept.</summary>
    public static TypeSchema Any { get; } = new(SchemaKind.Any);

    /// <summary>A definition with named fields.</summary>
    /// <param name="name">The definition's name, <c>io.k8s.api.core.v1.Pod</c>.</param>
    /// <param name="fields">Makes the fields; called on first use, possibly more than once, and must give equal results. Make it static.</param>
    /// <param name="kinds">The kinds that have this definition (<c>x-kubernetes-group-version-kind</c>); none for parts.</param>
    /// <param name="topology"><c>x-kubernetes-map-type</c> of the definition (LabelSelector is atomic).</param>
    /// <param name="unions"><c>x-kubernetes-unions</c> as JSON text, or null.</param>
    public static TypeSchema Object(
        string name, Func<FieldSchema[]> fields, GroupVersionKind[]? kinds = null, MapTopology topology = MapTopology.Granular, string? unions = null) =>
        new(SchemaKind.Object) { Name = name, _makeFields = fields, Kinds = kinds ?? [], Traits = Topology(topology), Unions = unions };

    /// <summary>An object written in place, as custom resource definitions have them.</summary>
    /// <param name="fields">Its fields.</param>
    /// <param name="additional">The type of members beside <paramref name="fields"/>; null when there are none.</param>
    public static TypeSchema Object(FieldSchema[] fields, TypeSchema? additional = null) =>
        new(SchemaKind.Object) { Element = additional, _fields = new FieldTable(fields) };

    /// <summary>A definition that has a name and no fields: Time, Quantity, IntOrString, RawExtension, JSON, FieldsV1, empty objects.</summary>
    /// <param name="name">The definition's name.</param>
    /// <param name="kind">What it is in JSON.</param>
    /// <param name="format">OpenAPI's format, or null.</param>
    public static TypeSchema Named(string name, SchemaKind kind, string? format = null) =>
        new(kind) { Name = name, Format = format };

    /// <summary>A scalar written in place with a format that has no static member here.</summary>
    /// <param name="kind">What it is in JSON.</param>
    /// <param name="format">OpenAPI's format, or null.</param>
    public static TypeSchema Scalar(SchemaKind kind, string? format = null) => new(kind) { Format = format };

    /// <summary>A list; atomic unless said otherwise.</summary>
    /// <param name="element">The items' type.</param>
    /// <param name="topology">Atomic or set; for lists with keys see <see cref="ListMap"/>.</param>
    public static TypeSchema List(TypeSchema element, ListTopology topology = ListTopology.Atomic) =>
        new(SchemaKind.List) { Element = element, ListTopology = topology };

    /// <summary>A list of objects told apart by keys (<c>x-kubernetes-list-type: map</c>).</summary>
    /// <param name="element">The items' type.</param>
    /// <param name="keys">Names of the fields that tell items apart; at least one.</param>
    public static TypeSchema ListMap(TypeSchema element, params string[] keys) =>
        new(SchemaKind.List) { Element = element, ListTopology = ListTopology.Map, ListMapKeys = keys };

    /// <summary>A map from free names to values of one type.</summary>
    /// <param name="element">The values' type.</param>
    /// <param name="topology">Granular (default) or atomic.</param>
    public static TypeSchema Map(TypeSchema element, MapTopology topology = MapTopology.Granular) =>
        new(SchemaKind.Map) { Element = element, Traits = Topology(topology) };

    private static readonly SchemaTraits s_atomic = new() { MapTopology = MapTopology.Atomic };

    private static SchemaTraits Topology(MapTopology topology) => topology == MapTopology.Atomic ? s_atomic : SchemaTraits.None;
}
