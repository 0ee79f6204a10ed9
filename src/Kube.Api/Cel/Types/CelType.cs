namespace Kube.Api.Cel.Types;

/// <summary>A type of the language, as the checker knows it. Immutable.</summary>
internal class CelType
{
    public static readonly CelType Dyn = new(CelTypeKind.Dyn, "dyn");
    public static readonly CelType Null = new(CelTypeKind.Null, "null_type");
    public static readonly CelType Bool = new(CelTypeKind.Bool, "bool");
    public static readonly CelType Int = new(CelTypeKind.Int, "int");
    public static readonly CelType Uint = new(CelTypeKind.Uint, "uint");
    public static readonly CelType Double = new(CelTypeKind.Double, "double");
    public static readonly CelType String = new(CelTypeKind.String, "string");
    public static readonly CelType Bytes = new(CelTypeKind.Bytes, "bytes");
    public static readonly CelType Timestamp = new(CelTypeKind.Timestamp, "google.protobuf.Timestamp");
    public static readonly CelType Duration = new(CelTypeKind.Duration, "google.protobuf.Duration");
    public static readonly CelType AnyList = List(Dyn);
    public static readonly CelType AnyMap = Map(Dyn, Dyn);
    public static readonly CelType A = Parameter("A");
    public static readonly CelType B = Parameter("B");

    protected CelType(CelTypeKind kind, string name, params CelType[] parameters) => (Kind, Name, Parameters) = (kind, name, parameters);

    public CelTypeKind Kind { get; }

    /// <summary>The name that the type has at run time and in conversions: <c>google.protobuf.Timestamp</c>.</summary>
    public string Name { get; }

    /// <summary>The item of a list, key and value of a map, what an opaque type is of.</summary>
    public CelType[] Parameters { get; }

    public CelType Item => Parameters[0];

    public CelType Key => Parameters[0];

    public CelType Value => Parameters[1];

    public bool IsDyn => Kind == CelTypeKind.Dyn;

    public bool IsOptional => Kind == CelTypeKind.Opaque && Name == "optional_type";

    /// <summary>Whether values have one size only: what costs 1 to compare.</summary>
    public bool IsScalar => Kind is CelTypeKind.Bool or CelTypeKind.Double or CelTypeKind.Duration or CelTypeKind.Int or CelTypeKind.Timestamp or CelTypeKind.Uint
        || (IsOptional && Parameters[0].IsScalar);

    public static CelType List(CelType item) => new(CelTypeKind.List, "list", item);

    public static CelType Map(CelType key, CelType value) => new(CelTypeKind.Map, "map", key, value);

    public static CelType Opaque(string name, params CelType[] parameters) => new(CelTypeKind.Opaque, name, parameters);

    public static CelType Optional(CelType of) => Opaque("optional_type", of);

    public static CelType TypeOf(CelType type) => new(CelTypeKind.Type, "type", type);

    public static CelType Parameter(string name) => new(CelTypeKind.Parameter, name);

    /// <summary>The same shape with other parameters.</summary>
    public CelType With(CelType[] parameters) => new(Kind, Name, parameters);

    /// <summary>The form of upstream's error messages: <c>map(string, int)</c>, <c>timestamp</c>.</summary>
    public string Shown => Kind switch
    {
        CelTypeKind.Null => "null",
        CelTypeKind.Timestamp => "timestamp",
        CelTypeKind.Duration => "duration",
        _ when Parameters.Length > 0 => $"{Name}({string.Join(", ", Parameters.Select(parameter => parameter.Shown))})",
        _ => Name,
    };

    /// <summary>The form with the names of run time: <c>list(int)</c>, <c>null_type</c>.</summary>
    public override string ToString() => Parameters.Length == 0 ? Name : $"{Name}({string.Join(", ", Parameters.AsEnumerable())})";
}
