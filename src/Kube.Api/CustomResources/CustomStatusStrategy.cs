using Kube.Api.Catalog;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources;

/// <summary>The rules of a custom resource's status address: it takes the status alone, and only that is judged.</summary>
internal sealed class CustomStatusStrategy(SchemaJudge judge, CustomStrategy main) : ResourceStrategy<CustomObject>
{
    private static readonly string[] s_kept = ["metadata", "spec"];

    public override IReadOnlyList<string> ResetFields => s_kept;

    public override bool AllowUnconditionalUpdate => false;

    public override void Default(CustomObject obj) => main.Default(obj);

    public override void PrepareForUpdate(CustomObject obj, CustomObject old, StrategyContext context)
    {
        var status = obj.Content["status"u8];
        obj.Content = status is null ? old.Content.Without("status"u8) : old.Content.With("status"u8, status);
        obj.Metadata = Owned.Metadata(obj.Metadata, old.Metadata);
    }

    public override void ValidateUpdate(CustomObject obj, CustomObject old, FieldErrors errors) =>
        judge.JudgeStatus(CustomObjectCodec.ToTree(obj), CustomObjectCodec.ToTree(old), errors);
}
