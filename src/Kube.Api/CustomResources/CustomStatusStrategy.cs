using Kube.Api.Catalog;
using Kube.Api.CustomResources.Scaling;
using Kube.Api.CustomResources.Schemas;
using Kube.Api.CustomResources.Values;
using Kube.Api.Models;
using Kube.Api.Tree;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources;

/// <summary>The rules of a custom resource's status address: it takes the status alone, and only that is judged.</summary>
internal sealed class CustomStatusStrategy(CustomSchema schema, CustomStrategy main, ScalePaths? scale) : ResourceStrategy<CustomObject>
{
    private static readonly string[] s_kept = ["metadata", "spec"];

    public override IReadOnlyList<string> ResetFields => s_kept;

    public override bool AllowUnconditionalUpdate => false;

    public override void Default(CustomObject obj) => main.Default(obj);

    public override void PrepareForUpdate(CustomObject obj, CustomObject old, StrategyContext context)
    {
        var status = obj.Content["status"u8];
        obj.Content = status is null ? old.Content.Without("status"u8) : old.Content.With("status"u8, status);
        // All metadata stays but for who owns what.
        var owners = obj.Metadata.ManagedFields;
        var revision = obj.Metadata.ResourceVersion;
        obj.Metadata = old.Metadata.DeepClone();
        (obj.Metadata.ManagedFields, obj.Metadata.ResourceVersion) = (owners, revision);
    }

    public override void ValidateUpdate(CustomObject obj, CustomObject old, FieldErrors errors)
    {
        var path = FieldPath.Root("status");
        var status = obj.Content["status"u8];
        var before = old.Content["status"u8];
        var node = schema.Root.Find("status"u8);
        if (status is not null && node is not null)
        {
            ValueValidator.Validate(node, status, before, path, errors);
            if (schema.HasEmbedded) EmbeddedObjects.Validate(status, node, path, errors);
            CustomStrategy.ValidateLists(node, status, before, path, errors);
        }

        scale?.ValidateStatus(obj.Content, errors);
        if (schema.Rules is { } rules && CustomStrategy.IsFitForRules(errors))
            rules.Evaluate(CustomObjectCodec.ToTree(obj), CustomObjectCodec.ToTree(old), null, errors);
    }
}
