namespace Kube.ModelGenerator.Model;

/// <summary>One type that is not a generated class.</summary>
/// <param name="ClrType">Its C# type.</param>
/// <param name="Helper">The word by which the readers and writers of Kube.Api.Json and Kube.Api.Protobuf call it.</param>
/// <param name="Zero">The initial value where Go has it by value and always writes it; null: nullable, and its zero is null.</param>
/// <param name="IsStruct">A C# value type: nullable needs no other treatment, copying is cloning.</param>
/// <param name="Schema">The expression of its TypeSchema.</param>
internal sealed record Scalar(string ClrType, string Helper, string? Zero, bool IsStruct, string Schema)
{
    /// <summary>There are Omit… readers and writers: Go leaves the zero out unless it is held by pointer.</summary>
    public bool HasZero { get; init; }

    /// <summary>How an item of a list or a value of a map is read when it is null.</summary>
    public string ItemZero { get; init; } = "default";
}

/// <summary>The one table of special scalars: every protobuf type that C# has another name for.</summary>
internal static class Scalars
{
    private const string Meta = "k8s.io.apimachinery.pkg.apis.meta.v1.";
    private const string Extensions = "k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1.";

    public static readonly Scalar Strings = new("List<string>", "Strings", null, false, "TypeSchema.List(TypeSchema.String)") { HasZero = true, ItemZero = "[]" };

    private static readonly Dictionary<string, Scalar> s_table = new(StringComparer.Ordinal)
    {
        ["string"] = new("string", "String", "\"\"", false, "TypeSchema.String") { HasZero = true, ItemZero = "\"\"" },
        ["bool"] = new("bool", "Bool", "false", true, "TypeSchema.Boolean") { HasZero = true, ItemZero = "false" },
        ["int32"] = new("int", "Int32", "0", true, "TypeSchema.Int32") { HasZero = true, ItemZero = "0" },
        ["int64"] = new("long", "Int64", "0", true, "TypeSchema.Int64") { HasZero = true, ItemZero = "0" },
        ["double"] = new("double", "Double", "0", true, "TypeSchema.Double") { HasZero = true, ItemZero = "0" },
        ["bytes"] = new("byte[]", "Bytes", null, false, "TypeSchema.Bytes") { HasZero = true, ItemZero = "[]" },

        // JSON: RFC 3339 in whole seconds; protobuf: Timestamp. A zero Time by value is null in JSON.
        [Meta + "Time"] = new("DateTime", "Time", null, true, "WellKnownSchemas.Time"),
        // JSON: RFC 3339 with exactly six digits; protobuf: Timestamp, nanoseconds cut to microseconds.
        [Meta + "MicroTime"] = new("DateTime", "MicroTime", null, true, "WellKnownSchemas.MicroTime"),
        [Meta + "Duration"] = new("TimeSpan", "Duration", "default", true, "WellKnownSchemas.Duration"),
        // Read from strings and numbers, written canonically; protobuf: a message with the canonical text.
        ["k8s.io.apimachinery.pkg.api.resource.Quantity"] = new("ResourceQuantity", "Quantity", "ResourceQuantity.Zero", false, "WellKnownSchemas.Quantity") { ItemZero = "ResourceQuantity.Zero" },
        ["k8s.io.apimachinery.pkg.util.intstr.IntOrString"] = new("IntOrString", "IntOrString", "default", true, "WellKnownSchemas.IntOrString"),

        // JSON kept as bytes. Protobuf: a message with the bytes in field 1; only FieldsV1 knows empty from absent.
        ["k8s.io.apimachinery.pkg.runtime.RawExtension"] = new("RawJson", "Raw", null, false, "WellKnownSchemas.RawExtension"),
        [Meta + "FieldsV1"] = new("RawJson", "Raw", null, false, "WellKnownSchemas.FieldsV1"),
        [Extensions + "JSON"] = new("RawJson", "Raw", null, false, "WellKnownSchemas.Json"),

        // A list in JSON, a message around the list in protobuf.
        [Meta + "Verbs"] = Strings,
        ["k8s.io.api.authentication.v1.ExtraValue"] = Strings,
        ["k8s.io.api.authentication.v1beta1.ExtraValue"] = Strings,
        ["k8s.io.api.authorization.v1.ExtraValue"] = Strings,
        ["k8s.io.api.authorization.v1beta1.ExtraValue"] = Strings,
        ["k8s.io.api.certificates.v1.ExtraValue"] = Strings,
        ["k8s.io.api.certificates.v1beta1.ExtraValue"] = Strings,
    };

    /// <summary>Types with a C# class written by hand, because their JSON is no object or their name is not theirs in JSON.</summary>
    private static readonly HashSet<string> s_handWritten = new(StringComparer.Ordinal)
    {
        Extensions + "JSONSchemaPropsOrArray", Extensions + "JSONSchemaPropsOrBool", Extensions + "JSONSchemaPropsOrStringArray",
    };

    /// <summary>Messages that stand for no definition of their own.</summary>
    private static readonly HashSet<string> s_parts = new(StringComparer.Ordinal)
    {
        Meta + "Timestamp", Meta + "TypeMeta", Meta + "Patch", Meta + "List", "k8s.io.apimachinery.pkg.runtime.TypeMeta", "k8s.io.apimachinery.pkg.runtime.Unknown",
        "k8s.io.apimachinery.pkg.api.resource.QuantityValue",
    };

    /// <summary>Lists that upstream serves as null when empty although the definition requires them; every other required list is never null here.</summary>
    private static readonly HashSet<string> s_nullLists = new(StringComparer.Ordinal)
    {
        "k8s.io.api.discovery.v1.EndpointSlice.endpoints", "k8s.io.api.discovery.v1beta1.EndpointSlice.endpoints",
        "k8s.io.api.storage.v1.CSINodeSpec.drivers", "k8s.io.api.storage.v1beta1.CSINodeSpec.drivers", "k8s.io.api.core.v1.LimitRangeSpec.limits",
        "k8s.io.api.authorization.v1.SubjectRulesReviewStatus.resourceRules", "k8s.io.api.authorization.v1.SubjectRulesReviewStatus.nonResourceRules",
        "k8s.io.api.authorization.v1beta1.SubjectRulesReviewStatus.resourceRules", "k8s.io.api.authorization.v1beta1.SubjectRulesReviewStatus.nonResourceRules",
    };

    private static readonly string[] s_packages =
    [
        "k8s.io.api.", "k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1", "k8s.io.kube_aggregator.pkg.apis.apiregistration.v1",
        "k8s.io.apimachinery.pkg.apis.meta.v1", "k8s.io.apimachinery.pkg.version",
    ];

    public static Scalar? Find(string type) => s_table.GetValueOrDefault(type);

    public static bool IsHandWritten(string type) => s_handWritten.Contains(type);

    public static bool MayBeNull(string type, string field) => s_nullLists.Contains($"{type}.{field}");

    /// <summary>Whether a message becomes a generated class.</summary>
    public static bool IsGenerated(string package, string fullName) =>
        s_packages.Any(start => start[^1] == '.' ? package.StartsWith(start, StringComparison.Ordinal) : package.StartsWith(start, StringComparison.Ordinal) && (package.Length == start.Length || package == start + "beta1" && start.EndsWith("meta.v1", StringComparison.Ordinal)))
        && !s_table.ContainsKey(fullName) && !s_handWritten.Contains(fullName) && !s_parts.Contains(fullName);
}
