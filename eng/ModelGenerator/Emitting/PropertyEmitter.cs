using Kube.ModelGenerator.Model;

namespace Kube.ModelGenerator.Emitting;

/// <summary>The properties, each under a line of facts, and the constants that name a kind.</summary>
internal static class PropertyEmitter
{
    public static void Emit(CodeWriter code, ModelType type)
    {
        if (type.IsKind) Constants(code, type);
        if (type.IsKind && !type.HasTypeMeta)
        {
            code.Line("string? IKubernetesObject.ApiVersion { get; set; }");
            code.Line();
            code.Line("string? IKubernetesObject.Kind { get; set; }");
            code.Line();
        }
        foreach (var field in type.Fields)
        {
            code.Line($"/// <summary>{Fact(field)}</summary>");
            code.Line($"public {field.PropertyType} {field.PropertyName} {{ get; set; }}{field.Initializer}");
            code.Line();
        }
    }

    private static void Constants(CodeWriter code, ModelType type)
    {
        code.Line($"/// <summary>The group of this kind: <c>{type.Group}</c>.</summary>");
        code.Line($"public const string KubeGroup = \"{type.Group}\";");
        code.Line();
        code.Line("/// <summary>What stands in <c>apiVersion</c>.</summary>");
        code.Line($"public const string KubeApiVersion = \"{(type.Group.Length == 0 ? type.Version : $"{type.Group}/{type.Version}")}\";");
        code.Line();
        code.Line("/// <summary>What stands in <c>kind</c>.</summary>");
        code.Line($"public const string KubeKind = \"{type.Name}\";");
        code.Line();
    }

    private static string Fact(ModelField field)
    {
        var text = $"<c>{field.JsonName}</c>: {field.TypeText}, {(field.Required ? "required" : "optional")}";
        if (!field.NeverNull && field.Always) text += ", null when absent";
        if (field.Number > 0) text += $"; protobuf field {field.Number}";
        return text + ".";
    }
}
