using Kube.ModelGenerator.Model;

namespace Kube.ModelGenerator.Emitting;

/// <summary>The protobuf reader and writer of a class.</summary>
internal static class ProtobufEmitter
{
    public static void Emit(CodeWriter code, ModelType type)
    {
        if (!type.HasProtobuf)
        {
            code.Line("void IModel.ReadProtobuf(ref ProtobufReader reader) => throw new NotSupportedException();");
            code.Line();
            code.Line("void IModel.WriteProtobuf(ref ProtobufWriter writer) => throw new NotSupportedException();");
            return;
        }
        code.Open("void IModel.ReadProtobuf(ref ProtobufReader reader)");
        Reader(code, type.Members, "");
        code.Close();
        foreach (var (group, path) in Groups(type.Members, ""))
        {
            code.Line();
            code.Open($"private void ReadGroup{path}(ProtobufReader reader)");
            Reader(code, group.Members, path);
            code.Close();
        }
        code.Line();
        code.Open("void IModel.WriteProtobuf(ref ProtobufWriter writer)");
        Writer(code, type.Members, "");
        code.Close();
    }

    private static IEnumerable<(InlineGroup Group, string Path)> Groups(List<Member> members, string path) =>
        members.OfType<InlineGroup>().SelectMany(group => Groups(group.Members, $"{path}_{group.Number}").Prepend((group, $"{path}_{group.Number}")));

    private static void Reader(CodeWriter code, List<Member> members, string path)
    {
        var numbered = members.Where(member => member.Number > 0).OrderBy(member => member.Number).ToArray();
        if (numbered.Length == 0)
        {
            code.Line("while (reader.Next(out _)) reader.Skip();");
            return;
        }
        code.Open("while (reader.Next(out var number))");
        code.Open("switch (number)");
        foreach (var member in numbered)
            code.Line($"case {member.Number}: {(member is InlineGroup group ? $"ReadGroup{path}_{group.Number}(reader.Message());" : Read((ModelField)member))} break;");
        code.Line("default: reader.Skip(); break;");
        code.Close();
        code.Close();
    }

    private static string Read(ModelField field)
    {
        var name = field.PropertyName;
        if (field.Shape == Shape.Single)
        {
            if (field.Scalar is null) return $"reader.Message({(field.NeverNull ? name : $"{name} ??= new()")});";
            var omit = field.Scalar.HasZero && field.Scalar != Scalars.Strings && !field.Always && !field.Pointer ? "Omit" : "";
            return $"{name} = reader.{omit}{field.Scalar.Helper}();";
        }
        if (field.Scalar is null || field.Scalar.Helper == "String") return $"{name} = reader.Add({name});";
        var read = $"static (ref item) => item.{field.Scalar.Helper}(){Zero(field.Scalar)}";
        if (field.Shape == Shape.Map) return $"{name} = reader.Add({name}, {read}, static () => {field.Scalar.ItemZero});";
        var add = field.Scalar.Helper is "Int32" or "Int64" or "Bool" or "Double" ? "AddNumbers" : "Add";
        return $"{name} = reader.{add}({name}, {read});";
    }

    // The readers that may give null.
    private static string Zero(Scalar scalar) => scalar.Helper switch { "Time" or "MicroTime" => " ?? default", "Raw" => " ?? RawJson.From(\"null\")", _ => "" };

    private static void Writer(CodeWriter code, List<Member> members, string path)
    {
        foreach (var member in members.Where(member => member.Number > 0).OrderByDescending(member => member.Number))
        {
            if (member is not InlineGroup group) { code.Line(Write((ModelField)member)); continue; }
            var end = $"end{path}_{group.Number}";
            code.Line($"var {end} = writer.Position;");
            Writer(code, group.Members, $"{path}_{group.Number}");
            code.Line($"writer.Close({group.Number}, {end});");
        }
    }

    private static string Write(ModelField field)
    {
        var (name, number) = (field.PropertyName, field.Number);
        if (field.Shape == Shape.Single)
        {
            if (field.Scalar is not { } scalar)
                return field.NeverNull ? $"writer.Message({number}, {name});" : $"if ({name} is not null) writer.Message({number}, {name});";
            if (field.NeverNull || (field.ByValue && scalar.Helper is "Time" or "MicroTime" or "Raw" && field.ByValue)) return $"writer.{scalar.Helper}({number}, {name});";
            return scalar.IsStruct ? $"if ({name} is {{ }} value{field.PropertyName}) writer.{scalar.Helper}({number}, value{field.PropertyName});"
                : $"if ({name} is not null) writer.{scalar.Helper}({number}, {name});";
        }
        var shape = field.Shape == Shape.Map ? "Map" : "List";
        if (field.Scalar is null || field.Scalar.Helper == "String") return $"writer.{shape}({number}, {name});";
        return $"writer.{shape}({number}, {name}, static (ref output, field, item) => output.{field.Scalar.Helper}(field, item));";
    }
}
