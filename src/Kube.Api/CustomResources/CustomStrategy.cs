using Kube.Api.Catalog;
using Kube.Api.CustomResources.Schemas;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Tree;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources;

/// <summary>The rules of a custom resource in one version (upstream's <c>registry/customresource/strategy.go</c>, 1.36).</summary>
/// <param name="schema">What its objects are.</param>
/// <param name="hasStatus">The status has an address of its own.</param>
/// <param name="judge">Judges by it.</param>
internal sealed class CustomStrategy(CustomSchema schema, bool hasStatus, SchemaJudge judge) : ResourceStrategy<CustomObject>
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

    public override void ValidateCreate(CustomObject obj, FieldErrors errors) => judge.Judge(CustomObjectCodec.ToJudgedTree(obj), errors);

    public override void ValidateUpdate(CustomObject obj, CustomObject old, FieldErrors errors) =>
        judge.Judge(CustomObjectCodec.ToTree(obj), CustomObjectCodec.ToTree(old), errors);

    public override void WarnOnCreate(CustomObject obj, ICollection<string> warnings) => WarnOfFinalizers(obj, null, warnings);

    public override void WarnOnUpdate(CustomObject obj, CustomObject old, ICollection<string> warnings) => WarnOfFinalizers(obj, old, warnings);

    /// <summary>Warns of finalizers that belong to nobody's domain.</summary>
    internal static void WarnOfFinalizers(IMetadata<V1ObjectMeta> obj, IMetadata<V1ObjectMeta>? old, ICollection<string> warnings)
    {
        foreach (var finalizer in obj.Metadata.Finalizers ?? [])
        {
            if (finalizer.Contains('/', StringComparison.Ordinal) || finalizer is "orphan" or "foregroundDeletion" || old?.Metadata.Finalizers?.Contains(finalizer) == true) continue;
            warnings.Add($"metadata.finalizers: {BadValue.Quote(finalizer)}: prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other finalizer writers");
        }
    }
}
