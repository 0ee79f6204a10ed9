using Kube.Api.CustomResources.Scaling;
using Kube.Api.CustomResources.Schemas;
using Kube.Api.CustomResources.Values;
using Kube.Api.Tree;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources;

/// <summary>Judges whole objects by their schema: values, lists, objects in objects, scale, rules; in the order of upstream's <c>registry/customresource/strategy.go</c> (1.36).</summary>
/// <param name="schema">What objects are.</param>
/// <param name="scale">Where their scale stands; null for none.</param>
internal sealed class SchemaJudge(CustomSchema schema, ScalePaths? scale)
{
    /// <summary>Judges a new object.</summary>
    public void Judge(TreeObject obj, FieldErrors errors)
    {
        ValueValidator.Validate(schema.Root, obj, null, null, errors);
        scale?.Validate(CustomObjectCodec.WithoutMeta(obj), errors);
        if (schema.HasEmbedded) EmbeddedObjects.Validate(obj, schema.Root, null, errors);
        ListKeys.Validate(obj, schema.Root, null, errors);
        EvaluateRules(obj, null, errors);
    }

    /// <summary>Judges a change.</summary>
    public void Judge(TreeObject obj, TreeObject old, FieldErrors errors)
    {
        ValueValidator.Validate(schema.Root, obj, old, null, errors);
        scale?.Validate(CustomObjectCodec.WithoutMeta(obj), errors);
        if (schema.HasEmbedded) EmbeddedObjects.Validate(obj, schema.Root, null, errors);
        ValidateLists(schema.Root, obj, old, null, errors);
        EvaluateRules(obj, old, errors);
    }

    /// <summary>Judges a change of the status alone.</summary>
    public void JudgeStatus(TreeObject obj, TreeObject old, FieldErrors errors)
    {
        var path = FieldPath.Root("status");
        var status = obj["status"u8];
        var before = old["status"u8];
        var node = schema.Root.Find("status"u8);
        if (status is not null && node is not null)
        {
            ValueValidator.Validate(node, status, before, path, errors);
            if (schema.HasEmbedded) EmbeddedObjects.Validate(status, node, path, errors);
            ValidateLists(node, status, before, path, errors);
        }

        scale?.ValidateStatus(CustomObjectCodec.WithoutMeta(obj), errors);
        EvaluateRules(obj, old, errors);
    }

    // Lists that break their rules already may go on doing so.
    private static void ValidateLists(SchemaNode schema, TreeNode value, TreeNode? old, FieldPath? path, FieldErrors errors)
    {
        var found = new FieldErrors();
        ListKeys.Validate(value, schema, path, found);
        if (found.Count == 0) return;
        if (old is not null)
        {
            var before = new FieldErrors();
            ListKeys.Validate(old, schema, path, before);
            if (before.Count > 0) return;
        }

        foreach (var error in found) errors.Add(error);
    }

    // Rules are not asked of what has not even its right form.
    private static bool IsFitForRules(FieldErrors errors)
    {
        foreach (var error in errors)
        {
            if (error.Type is not (FieldErrorType.Required or FieldErrorType.TooLong or FieldErrorType.TooMany or FieldErrorType.TypeInvalid)) continue;
            errors.Invalid(FieldPath.Root("<nil>"), null, "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation");
            return false;
        }

        return true;
    }

    private void EvaluateRules(TreeObject tree, TreeObject? old, FieldErrors errors)
    {
        if (schema.Rules is { } rules && IsFitForRules(errors)) rules.Evaluate(tree, old, null, errors);
    }
}
