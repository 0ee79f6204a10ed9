using Kube.Api.Catalog;
using Kube.Api.CustomResources.Scaling;
using Kube.Api.CustomResources.Schemas;
using Kube.Api.CustomResources.Values;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Tree;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources;

/// <summary>The rules of a custom resource in one version (upstream's <c>registry/customresource/strategy.go</c>, 1.36).</summary>
/// <param name="schema">What its objects are.</param>
/// <param name="hasStatus">The status has an address of its own.</param>
/// <param name="scale">Where its scale stands; null for none.</param>
internal sealed class CustomStrategy(CustomSchema schema, bool hasStatus, ScalePaths? scale) : ResourceStrategy<CustomObject>
{
    private static readonly string[] s_status = ["status"];

    public override IReadOnlyList<string> ResetFields { get; } = hasStatus ? s_status : [];

    public override bool AllowUnconditionalUpdate => false;

    public override void Default(CustomObject obj) => obj.Content = (TreeObject)Defaulting.Apply(obj.Content, schema.Root);

    /// <summary>The definition is about to go: its objects may go, too, but none may come.</summary>
    public bool IsTerminating { get; init; }

    public override void PrepareForCreate(CustomObject obj, StrategyContext context)
    {
        if (IsTerminating) throw new MethodNotAllowedException("create not allowed while custom resource definition is terminating");
        if (hasStatus) obj.Content = obj.Content.Without("status"u8);
        obj.Metadata.Generation = 1;
    }

    public override void PrepareForUpdate(CustomObject obj, CustomObject old, StrategyContext context)
    {
        if (hasStatus)
            obj.Content = old.Content["status"u8] is { } status ? obj.Content.With("status"u8, status) : obj.Content.Without("status"u8);
        if (!TreeNode.DeepEquals(obj.Content, old.Content)) obj.Metadata.Generation = (old.Metadata.Generation ?? 0) + 1;
    }

    public override void ValidateCreate(CustomObject obj, FieldErrors errors)
    {
        var tree = CustomObjectCodec.ToTree(obj);
        ValueValidator.Validate(schema.Root, tree, null, null, errors);
        scale?.Validate(obj.Content, errors);
        if (schema.HasEmbedded) EmbeddedObjects.Validate(tree, schema.Root, null, errors);
        ListKeys.Validate(tree, schema.Root, null, errors);
        EvaluateRules(tree, null, errors);
    }

    public override void ValidateUpdate(CustomObject obj, CustomObject old, FieldErrors errors)
    {
        var tree = CustomObjectCodec.ToTree(obj);
        var before = CustomObjectCodec.ToTree(old);
        ValueValidator.Validate(schema.Root, tree, before, null, errors);
        scale?.Validate(obj.Content, errors);
        if (schema.HasEmbedded) EmbeddedObjects.Validate(tree, schema.Root, null, errors);
        ValidateLists(schema.Root, tree, before, null, errors);
        EvaluateRules(tree, before, errors);
    }

    public override void WarnOnCreate(CustomObject obj, ICollection<string> warnings) => WarnOfFinalizers(obj, null, warnings);

    public override void WarnOnUpdate(CustomObject obj, CustomObject old, ICollection<string> warnings) => WarnOfFinalizers(obj, old, warnings);

    /// <summary>Lists that break their rules already may go on doing so.</summary>
    internal static void ValidateLists(SchemaNode schema, TreeNode value, TreeNode? old, FieldPath? path, FieldErrors errors)
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

    /// <summary>Rules are not asked of what has not even its right form.</summary>
    internal static bool IsFitForRules(FieldErrors errors)
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

    private static void WarnOfFinalizers(CustomObject obj, CustomObject? old, ICollection<string> warnings)
    {
        foreach (var finalizer in obj.Metadata.Finalizers ?? [])
        {
            if (finalizer.Contains('/', StringComparison.Ordinal) || finalizer is "orphan" or "foregroundDeletion" || old?.Metadata.Finalizers?.Contains(finalizer) == true) continue;
            warnings.Add($"metadata.finalizers: {BadValue.Quote(finalizer)}: prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other finalizer writers");
        }
    }
}
