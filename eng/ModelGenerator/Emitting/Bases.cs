using Kube.ModelGenerator.Model;

namespace Kube.ModelGenerator.Emitting;

/// <summary>The interfaces of a generated class.</summary>
internal static class Bases
{
    public static string Of(ModelType type)
    {
        var bases = new List<string> { $"IKubeModel<{type.ClassName}>", "IModel" };
        if (type.IsKind)
        {
            var metadata = type.Find("metadata");
            bases.Add(metadata is { NeverNull: true } ? $"IKubernetesObject<{metadata.ClassName}>" : "IKubernetesObject");
            if (IsList(type)) bases.Add($"IItems<{type.Find("items")!.ElementType}>");
            if (type.Find("spec") is { NeverNull: true, Shape: Shape.Single, Scalar: null } spec) bases.Add($"ISpec<{spec.ClassName}>");
            if (type.Find("status") is { NeverNull: true, Shape: Shape.Single, Scalar: null } status) bases.Add($"IStatus<{status.ClassName}>");
        }
        return " : " + string.Join(", ", bases);
    }

    public static bool IsList(ModelType type) =>
        type.IsKind && type.Name.EndsWith("List", StringComparison.Ordinal) && type.Find("items") is { Shape: Shape.List, NeverNull: true } && type.Find("metadata") is { NeverNull: true };
}
