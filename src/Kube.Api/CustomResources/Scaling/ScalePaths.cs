using System.Text;
using Kube.Api.Tree;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources.Scaling;

/// <summary>Where a custom resource keeps what its scale shows.</summary>
internal sealed class ScalePaths(V1CustomResourceSubresourceScale scale)
{
    public string Spec { get; } = scale.SpecReplicasPath;

    public string Status { get; } = scale.StatusReplicasPath;

    public string? Selector { get; } = string.IsNullOrEmpty(scale.LabelSelectorPath) ? null : scale.LabelSelectorPath;

    public static TreeNode? Find(TreeObject content, string path)
    {
        TreeNode? node = content;
        foreach (var step in Steps(path)) node = (node as TreeObject)?[step];
        return node;
    }

    /// <exception cref="InvalidOperationException">Something else than an object stands in the way.</exception>
    public static TreeObject Set(TreeObject content, string path, TreeNode value) => Set(content, Steps(path), value);

    public void Validate(TreeObject content, FieldErrors errors)
    {
        ValidateCount(content, Spec, errors);
        ValidateStatus(content, errors);
    }

    public void ValidateStatus(TreeObject content, FieldErrors errors)
    {
        ValidateCount(content, Status, errors);
        if (Selector is not { } path || Find(content, path) is not { } selector || selector is TreeString) return;
        errors.Invalid(FieldPath.Root(path), new JsonText(selector.ToString()), "should be a string");
    }

    private static void ValidateCount(TreeObject content, string path, FieldErrors errors)
    {
        if (Find(content, path) is not { } node || node is TreeNull) return;
        var shown = new JsonText(node.ToString());
        if (node is not TreeNumber number || !number.TryGetInt64(out var count)) errors.Invalid(FieldPath.Root(path), shown, "should be an integer");
        else if (count < 0) errors.Invalid(FieldPath.Root(path), shown, "should be a non-negative integer");
        else if (count > int.MaxValue) errors.Invalid(FieldPath.Root(path), shown, $"should be less than or equal to {int.MaxValue}");
    }

    private static string[] Steps(string path) => path.TrimStart('.').Split('.');

    private static TreeObject Set(TreeObject content, ReadOnlySpan<string> steps, TreeNode value)
    {
        if (steps.Length == 1) return content.With(steps[0], value);
        var below = content[steps[0]] switch
        {
            TreeObject known => known,
            null or TreeNull => TreeObject.Empty,
            _ => throw new InvalidOperationException($"{steps[0]} is no object"),
        };
        return content.With(steps[0], Set(below, steps[1..], value));
    }
}
