using System.Collections;
using System.Reflection;
using System.Text;

namespace Kube.Api.Models.Tests.Properties;

/// <summary>Makes objects of any model class with arbitrary members set, the same ones for the same seed.</summary>
internal sealed class RandomObjects(int seed)
{
    private static readonly string[] s_raw = ["{}", "[]", "{\"a\":[1,null,{\"b\":\"x\"}]}", "\"text\"", "1.5", "true", "{\"kind\":\"K\",\"apiVersion\":\"v1\"}"];
    private static readonly string[] s_quantities = ["0", "1", "500m", "1536Mi", "1Gi", "3k", "100n", "1e3", "-2", "12345"];
    private static readonly Rune[] s_runes = [.. "abcXYZ019-._/ \"\\\n\t<>&é漢\u2028\U0001F600\u0001\u007F".EnumerateRunes()];

    private readonly Random _random = new(seed);

    public IKubernetesObject Make(ObjectCodec codec)
    {
        var value = (IKubernetesObject)Object(codec.ClrType, 0);
        (value.ApiVersion, value.Kind) = (codec.Kind.ApiVersion, codec.Kind.Kind);
        return value;
    }

    /// <summary>Changes everything that can be changed in an object and in what it holds.</summary>
    public static void Ruin(object value)
    {
        foreach (var property in Settable(value.GetType()))
        {
            switch (property.GetValue(value))
            {
                case string text: property.SetValue(value, text + "x"); break;
                case int: property.SetValue(value, -1); break;
                case bool flag: property.SetValue(value, !flag); break;
                case byte[] { Length: > 0 } bytes: bytes[0]++; break;
                case IDictionary map:
                    foreach (var inner in map.Values) if (inner is not null and not string) Ruin(inner);
                    map.Clear();
                    break;
                case IList list:
                    foreach (var inner in list) if (inner is not null and not string) Ruin(inner);
                    list.Clear();
                    break;
                case { } inner when IsModel(inner.GetType()): Ruin(inner); break;
            }
        }
    }

    private static bool IsModel(Type type) => type.IsClass && type.Namespace == "Kube.Api.Models" && type.GetInterfaces().Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IKubeModel<>));

    private static IEnumerable<PropertyInfo> Settable(Type type) => IsModel(type) ? type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite) : [];

    private object Object(Type type, int depth)
    {
        var value = Activator.CreateInstance(type)!;
        if (Alternative(value, depth)) return value;
        foreach (var property in Settable(type))
        {
            // Protobuf names the kind of the outermost object only.
            if (value is IKubernetesObject && property.Name is "ApiVersion" or "Kind" && property.DeclaringType!.GetField("KubeKind") is not null) continue;
            var nullable = property.GetValue(value) is null;
            // Fewer members the deeper, so that types which hold themselves come to an end.
            if (nullable && _random.Next(3 + (depth * 2)) > 1) continue;
            if (!nullable && depth > 6) continue;
            property.SetValue(value, Value(property.PropertyType, depth));
        }
        return value;
    }

    // Where JSON holds one thing or the other.
    private bool Alternative(object value, int depth)
    {
        var schema = depth < 6 && _random.Next(2) == 0 ? (V1JSONSchemaProps)Object(typeof(V1JSONSchemaProps), depth + 2) : null;
        switch (value)
        {
            case V1JSONSchemaPropsOrBool either:
                (either.Schema, either.Allows) = (schema, schema is not null || _random.Next(2) == 0);
                return true;
            case V1JSONSchemaPropsOrArray either:
                if (schema is null) either.JSONSchemas = [new V1JSONSchemaProps { Type = "x" }];
                either.Schema = schema;
                return true;
            case V1JSONSchemaPropsOrStringArray either:
                if (schema is null) either.Property = ["a", Text()];
                either.Schema = schema;
                return true;
            default: return false;
        }
    }

    private object Value(Type type, int depth)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return Text();
        if (type == typeof(bool)) return _random.Next(2) == 0;
        if (type == typeof(int)) return _random.Next(4) switch { 0 => 0, 1 => int.MinValue, 2 => int.MaxValue, _ => _random.Next(-100, 100) };
        if (type == typeof(long)) return _random.Next(4) switch { 0 => 0L, 1 => long.MinValue, 2 => long.MaxValue, _ => _random.NextInt64() };
        if (type == typeof(double)) return _random.Next(3) switch { 0 => 0.1, 1 => 1e300, _ => (double)_random.Next(1000) };
        if (type == typeof(DateTime)) return DateTime.UnixEpoch.AddSeconds(_random.Next());
        if (type == typeof(byte[])) return Bytes();
        if (type == typeof(ResourceQuantity)) return new ResourceQuantity(s_quantities[_random.Next(s_quantities.Length)]);
        if (type == typeof(IntOrString)) return _random.Next(2) == 0 ? new IntOrString(_random.Next(-5, 70_000)) : new IntOrString(Text());
        if (type == typeof(RawJson)) return RawJson.From(s_raw[_random.Next(s_raw.Length)]);
        if (!type.IsGenericType) return Object(type, depth + 1);
        var collection = Activator.CreateInstance(type)!;
        for (var count = _random.Next(3); count > 0; count--)
        {
            if (collection is IDictionary map) map[Text()] = Value(type.GetGenericArguments()[1], depth + 1);
            else ((IList)collection).Add(Value(type.GetGenericArguments()[0], depth + 1));
        }
        return collection;
    }

    private string Text() => string.Concat(Enumerable.Range(0, _random.Next(8)).Select(_ => s_runes[_random.Next(s_runes.Length)].ToString()));

    private byte[] Bytes()
    {
        var bytes = new byte[_random.Next(10)];
        _random.NextBytes(bytes);
        return bytes;
    }
}
