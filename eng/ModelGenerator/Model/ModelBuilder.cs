using System.Text.Json;
using Kube.ModelGenerator.Inputs;

namespace Kube.ModelGenerator.Model;

/// <summary>Joins the protobuf table, OpenAPI and the facts about Go's structs into the classes to generate.</summary>
internal sealed class ModelBuilder(ProtobufTable protobuf, OpenApiDocument openApi, GoFacts facts)
{
    public IReadOnlyList<ModelType> Build()
    {
        var types = protobuf.Messages.Where(message => Scalars.IsGenerated(message.Package, message.FullName)).Select(Type)
            .OrderBy(type => type.FullName, StringComparer.Ordinal).ToArray();
        Naming.NameClasses(types);
        var byName = types.ToDictionary(type => type.FullName, StringComparer.Ordinal);
        foreach (var field in types.SelectMany(type => type.Fields).Where(field => field.ClassFullName is not null))
            field.ClassName = byName.TryGetValue(field.ClassFullName!, out var type) ? type.ClassName : "V1" + field.ClassFullName!.Split('.')[^1];
        return types;
    }

    private ModelType Type(ProtobufMessage message)
    {
        var go = facts.Knows(message.FullName) || message.Fields.Count > 0 ? facts.Find(message.FullName) : new GoStruct(false, new Dictionary<string, GoField>());
        var (_, group, version) = Naming.Place(message.Package);
        var definition = Naming.Definition(message.FullName);
        var schema = openApi.Find(definition);
        var type = new ModelType
        {
            FullName = message.FullName,
            Definition = definition,
            IsPublished = schema is not null,
            Name = message.Name,
            GoName = $"{message.Package.Split('.')[^1]}.{message.Name}",
            // Options, Status and discovery are "v1" on the wire, though their package is meta.k8s.io's.
            Group = message.Package.Contains(".meta.v1", StringComparison.Ordinal) && !message.Name.StartsWith("Table", StringComparison.Ordinal) && !message.Name.StartsWith("Partial", StringComparison.Ordinal) ? "" : group,
            Version = version,
            IsKind = go.HasTypeMeta || message.Name == "WatchEvent",
            HasTypeMeta = go.HasTypeMeta,
            HasProtobuf = message.Fields.All(field => field.Number > 0),
            PublishedKinds = schema is null ? [] : Kinds(schema.Value),
            IsAtomic = schema is { } s && s.TryGetProperty("x-kubernetes-map-type", out var topology) && topology.GetString() == "atomic",
            Unions = schema is { } u && u.TryGetProperty("x-kubernetes-unions", out var unions) ? JsonSerializer.Serialize(unions) : null,
        };
        if (type.HasTypeMeta)
        {
            type.Members.Add(TypeMeta("kind", definition));
            type.Members.Add(TypeMeta("apiVersion", definition));
        }
        type.Members.AddRange(Members(message, go, definition));
        return type;
    }

    // TypeMeta is inlined and has no place in protobuf: the envelope carries it.
    private static ModelField TypeMeta(string name, string definition) => new()
    {
        Number = 0, JsonName = name, PropertyName = Naming.Property(name), Shape = Shape.Single, Scalar = Scalars.Find("string"), Always = false, OmitZero = false,
        Pointer = false, ByValue = false, GoType = "string", TypeText = "string", NeverNull = false,
    };

    private IEnumerable<Member> Members(ProtobufMessage message, GoStruct go, string definition)
    {
        foreach (var field in message.Fields)
        {
            var fact = go.Field(field.Name);
            if (!fact.Inline) { yield return Field(message, field, fact, definition); continue; }
            var inner = protobuf.Find(field.Type) ?? throw new InvalidOperationException($"{message.FullName}.{field.Name} inlines {field.Type}, which is no message");
            yield return new InlineGroup { Number = field.Number, GoName = inner.Name, Members = [.. Members(inner, facts.Find(inner.FullName), definition)] };
        }
    }

    private ModelField Field(ProtobufMessage message, ProtobufField field, GoField fact, string definition)
    {
        var name = fact.JsonName ?? field.Name;
        var scalar = Scalars.Find(field.ValueType);
        var shape = field.IsMap ? Shape.Map : field.Repeated ? Shape.List : Shape.Single;
        var schema = openApi.Find(definition) is { } found && found.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out var property) ? property : default;
        var required = openApi.Find(definition) is { } owner && owner.TryGetProperty("required", out var names) && names.EnumerateArray().Any(item => item.GetString() == name);
        var always = fact.Always || (fact.Value && !fact.OmitZero);
        return new ModelField
        {
            Number = field.Number,
            JsonName = name,
            PropertyName = Naming.Property(name),
            Shape = shape,
            Scalar = scalar,
            ClassFullName = scalar is null ? field.ValueType : null,
            Always = always,
            OmitZero = fact.OmitZero,
            Pointer = fact.Pointer,
            ByValue = fact.Value,
            GoType = fact.GoType ?? GoType(message.Package, field),
            TypeText = Text(field, shape),
            NeverNull = NeverNull(message, field, fact, shape, scalar, always, required),
            Required = required,
            Default = openApi.Default(definition, name),
            ListType = Text(schema, "x-kubernetes-list-type"),
            ListMapKeys = schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("x-kubernetes-list-map-keys", out var keys) ? [.. keys.EnumerateArray().Select(key => key.GetString()!)] : [],
            MapType = Text(schema, "x-kubernetes-map-type"),
            PatchStrategies = Text(schema, "x-kubernetes-patch-strategy")?.Split(',') ?? [],
            PatchMergeKey = Text(schema, "x-kubernetes-patch-merge-key"),
        };
    }

    private static bool NeverNull(ProtobufMessage message, ProtobufField field, GoField fact, Shape shape, Scalar? scalar, bool always, bool required) => shape switch
    {
        Shape.List => always && (required || field.Name == "items") && !Scalars.MayBeNull(message.FullName, field.Name),
        Shape.Map => false,
        _ when fact.Pointer => false,
        _ when scalar is null => fact.Value,
        _ => always && scalar.Zero is not null,
    };

    private static string GoType(string package, ProtobufField field)
    {
        var value = Value(field.ValueType);
        return field.IsMap ? $"map[string]{value}" : field.Repeated ? $"[]{value}" : value;

        static string Value(string type) => type switch
        {
            "double" => "float64",
            "bytes" => "[]uint8",
            _ when type.Contains('.', StringComparison.Ordinal) => string.Join('.', type.Split('.')[^2..]),
            _ => type,
        };
    }

    private static string Text(ProtobufField field, Shape shape)
    {
        var value = field.ValueType.Split('.')[^1];
        return shape switch { Shape.List => $"list of {value}", Shape.Map => $"map of {value}", _ => value };
    }

    private static string? Text(JsonElement schema, string name) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static KindName[] Kinds(JsonElement schema) => schema.TryGetProperty("x-kubernetes-group-version-kind", out var kinds)
        ? [.. kinds.EnumerateArray().Select(kind => new KindName(kind.GetProperty("group").GetString()!, kind.GetProperty("version").GetString()!, kind.GetProperty("kind").GetString()!))]
        : [];
}
