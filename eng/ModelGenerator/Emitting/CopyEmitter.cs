using Kube.ModelGenerator.Model;

namespace Kube.ModelGenerator.Emitting;

/// <summary>DeepClone and SemanticEquals of a class.</summary>
internal static class CopyEmitter
{
    public static void Emit(CodeWriter code, ModelType type)
    {
        var fields = type.Fields.ToArray();
        code.Line("/// <inheritdoc/>");
        if (fields.Length == 0)
        {
            code.Line($"public {type.ClassName} DeepClone() => new();");
            code.Line();
            code.Line("/// <inheritdoc/>");
            code.Line($"public bool SemanticEquals({type.ClassName}? other) => other is not null;");
            code.Line();
            return;
        }
        code.Line($"public {type.ClassName} DeepClone() => new()");
        code.Line("{");
        code.Indent();
        foreach (var field in fields) code.Line($"{field.PropertyName} = {Clone(field)},");
        code.Unindent();
        code.Line("};");
        code.Line();
        code.Line("/// <inheritdoc/>");
        code.Line($"public bool SemanticEquals({type.ClassName}? other) => other is not null");
        code.Indent();
        for (var i = 0; i < fields.Length; i++) code.Line($"&& {Equal(fields[i])}{(i == fields.Length - 1 ? ";" : "")}");
        code.Unindent();
        code.Line();
    }

    private static string Clone(ModelField field)
    {
        var name = field.PropertyName;
        if (field.Shape == Shape.Single)
        {
            if (field.Scalar is null) return field.NeverNull ? $"{name}.DeepClone()" : $"{name}?.DeepClone()";
            return field.Scalar.Helper switch { "Bytes" => $"ModelClone.Bytes({name})", "Strings" => $"ModelClone.Values({name})", _ => name };
        }
        if (field.Scalar is null) return $"ModelClone.{(field.Shape == Shape.Map ? "Map" : "List")}({name})";
        return field.Scalar.Helper switch
        {
            "Bytes" => $"ModelClone.Map({name}, static item => ModelClone.Bytes(item))",
            "Strings" => $"ModelClone.Map({name}, static item => ModelClone.Values(item))",
            _ => $"ModelClone.Values({name})",
        };
    }

    private static string Equal(ModelField field)
    {
        var name = field.PropertyName;
        var pair = $"({name}, other.{name})";
        if (field.Shape == Shape.Single)
        {
            if (field.Scalar is not { } scalar) return field.NeverNull ? $"{name}.SemanticEquals(other.{name})" : $"ModelEquality.Object{pair}";
            return scalar.Helper switch
            {
                "Bytes" => $"ModelEquality.Bytes{pair}",
                "Strings" => $"ModelEquality.Values{pair}",
                "Time" => $"ModelEquality.Instant({name}, other.{name}, TimeSpan.TicksPerSecond)",
                "MicroTime" => $"ModelEquality.Instant({name}, other.{name}, TimeSpan.TicksPerMicrosecond)",
                "String" when !field.Pointer && !field.NeverNull => $"ModelEquality.Text{pair}",
                _ when scalar.HasZero && !field.Pointer && !field.NeverNull => $"ModelEquality.Zero{pair}",
                _ => $"{name} == other.{name}",
            };
        }
        if (field.Scalar is null) return $"ModelEquality.{(field.Shape == Shape.Map ? "Map" : "List")}{pair}";
        return field.Scalar.Helper switch
        {
            "Bytes" => $"ModelEquality.Map({name}, other.{name}, static (left, right) => ModelEquality.Bytes(left, right))",
            "Strings" => $"ModelEquality.Map({name}, other.{name}, static (left, right) => ModelEquality.Values(left, right))",
            _ => $"ModelEquality.Values{pair}",
        };
    }
}
