using Kube.ModelGenerator.Model;

namespace Kube.ModelGenerator.Emitting;

/// <summary>The JSON reader and writer of a class.</summary>
internal static class JsonEmitter
{
    public static void Emit(CodeWriter code, ModelType type)
    {
        Reader(code, type);
        Writer(code, type);
    }

    private static void Reader(CodeWriter code, ModelType type)
    {
        code.Open("void IModel.ReadJson(ref ModelJsonReader reader)");
        code.Line("reader.BeginObject();");
        var fields = type.Fields.ToArray();
        if (fields.Length > 64) throw new InvalidOperationException($"{type.FullName} has more than 64 members");
        if (fields.Length == 0)
        {
            code.Line("while (reader.Next(out var name)) reader.Unknown(name);");
            code.Close();
            code.Line();
            return;
        }
        code.Line("var seen = 0UL;");
        code.Open("while (reader.Next(out var name))");
        code.Open("switch (name.Length)");
        foreach (var length in fields.Select((field, bit) => (field, bit)).GroupBy(item => item.field.JsonName.Length).OrderBy(group => group.Key))
        {
            code.Line($"case {length.Key}:");
            code.Indent();
            foreach (var (field, bit) in length)
                code.Line($"if (name.SequenceEqual(\"{field.JsonName}\"u8)) {{ reader.Once(ref seen, {bit}); {Read(field)} continue; }}");
            code.Line("break;");
            code.Unindent();
        }
        code.Close();
        code.Line("reader.Unknown(name);");
        code.Close();
        code.Close();
        code.Line();
    }

    private static string Read(ModelField field)
    {
        var name = field.PropertyName;
        if (field.Shape == Shape.Single)
        {
            if (field.Scalar is { } scalar)
            {
                var omit = scalar.HasZero && scalar != Scalars.Strings && !field.Always && !field.Pointer ? "Omit" : "";
                return $"{name} = reader.{omit}{scalar.Helper}(){(field.NeverNull ? $" ?? {name}" : "")};";
            }
            return field.NeverNull ? $"if (!reader.Null()) ((IModel){name}).ReadJson(ref reader);"
                : $"if (reader.Null()) {name} = null; else ((IModel)({name} ??= new())).ReadJson(ref reader);";
        }
        var read = field.Scalar is null ? "" : field.Scalar.Helper == "String" ? "strings" : $"static (ref item) => {Item(field.Scalar)}";
        if (field.Shape == Shape.Map)
            return read == "strings" ? $"{name} = reader.StringMap({name});" : $"{name} = reader.Map({name}{(read.Length == 0 ? "" : ", " + read)});";
        var tail = field.NeverNull ? " ?? []" : "";
        return read == "strings" ? $"{name} = reader.Strings(){tail};" : $"{name} = reader.List<{field.ElementType}>({read}){tail};";
    }

    private static string Item(Scalar scalar) => scalar.Helper == "Raw" ? "item.RawItem()" : $"item.{scalar.Helper}() ?? {scalar.ItemZero}";

    private static void Writer(CodeWriter code, ModelType type)
    {
        code.Open("void IModel.WriteJson(ref ModelJsonWriter writer)");
        code.Line("writer.BeginObject();");
        foreach (var field in type.Fields) code.Line(Write(type, field));
        code.Line("writer.EndObject();");
        code.Close();
        code.Line();
    }

    // Lists of objects, tables and discovery are answers that were never stored: what is empty in them stays empty.
    private static bool KeepsEmptyLists(ModelType type, ModelField field) =>
        (Bases.IsList(type) && field.JsonName == "items")
        || type.FullName.Contains(".apis.meta.", StringComparison.Ordinal)
        || type.FullName.Contains(".apidiscovery.", StringComparison.Ordinal);

    private static string Write(ModelType type, ModelField field)
    {
        var name = field.PropertyName;
        var quoted = $"\"\\\"{field.JsonName}\\\":\"u8";
        if (field.Shape == Shape.Single)
        {
            if (field.Scalar is { } scalar)
            {
                if (field.Always && field.Pointer) return $"if ({name} is null) {{ writer.Name({quoted}); writer.NullValue(); }} else writer.Pointer{scalar.Helper}({quoted}, {name});";
                var prefix = field.Always ? "" : scalar.HasZero && !field.Pointer ? "Omit" : "Pointer";
                return $"writer.{prefix}{scalar.Helper}({quoted}, {name});";
            }
            var write = $"writer.Name({quoted}); ((IModel){name}).WriteJson(ref writer);";
            if (field.NeverNull) return write;
            return field.Always ? $"if ({name} is null) {{ writer.Name({quoted}); writer.NullValue(); }} else {{ {write} }}" : $"if ({name} is not null) {{ {write} }}";
        }
        var omit = field.Always ? "" : "Omit";
        var shape = field.Shape == Shape.Map ? "Map" : field.Always && KeepsEmptyLists(type, field) ? "KeptList" : "List";
        if (field.Scalar is null) return $"writer.{omit}{shape}({quoted}, {name});";
        if (field.Scalar.Helper == "String") return $"writer.{omit}{(field.Shape == Shape.Map ? "StringMap" : "Strings")}({quoted}, {name});";
        return $"writer.{omit}{shape}({quoted}, {name}, static (ref output, item) => output.{(field.Scalar.Helper is "Int32" or "Int64" ? "Number" : field.Scalar.Helper)}Value(item));";
    }
}
