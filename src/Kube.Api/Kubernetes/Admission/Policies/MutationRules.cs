using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.Kubernetes.Admission.Policies;

/// <summary>What an apply configuration may not do: an atomic value would replace what others set, so only a JSON patch may change one.</summary>
internal static class MutationRules
{
    /// <summary>The path of the first atomic list, map or struct that the configuration sets; null when there is none.</summary>
    public static string? FindAtomic(TreeObject applied, TypeSchema schema) => Find(applied, schema, "");

    private static string? Find(TreeNode value, TypeSchema schema, string path)
    {
        switch (value)
        {
            case TreeArray when schema.ListTopology == ListTopology.Atomic && schema.Kind == SchemaKind.List:
                return path;
            case TreeArray list when schema.Element is { } element:
                foreach (var item in list.Items)
                {
                    if (Find(item, element, path) is { } found) return found;
                }

                return null;
            case TreeObject map:
                if (path.Length > 0 && schema.MapTopology == MapTopology.Atomic) return path;
                foreach (var member in map.Members)
                {
                    var field = schema.Kind == SchemaKind.Map ? null : schema.FindField(member.Utf8Name);
                    if (field?.MapTopology == MapTopology.Atomic && member.Value is TreeObject) return $"{path}.{member.Name}";
                    var inner = field?.Type ?? schema.Element;
                    if (inner is not null && Find(member.Value, inner, $"{path}.{member.Name}") is { } found) return found;
                }

                return null;
            default:
                return null;
        }
    }
}
