using Kube.Api.Catalog;
using Kube.Api.CustomResources;
using Kube.Api.Models;
using Kube.Api.Tree;
using Kube.Api.Validation;

namespace Kube.Api.OwnTypes;

/// <summary>The rules of a class of somebody's own: its schema's first, then those in code.</summary>
internal sealed class OwnStrategy<T>(OwnCodec<T> codec, OwnRules<T> rules, SchemaJudge judge, bool hasStatus) : ResourceStrategy<T>
    where T : class, IKubernetesObject<V1ObjectMeta>, new()
{
    private static readonly string[] s_status = ["status"];

    public override NameRule NameRule => rules.Names;

    public override IReadOnlyList<string> ResetFields { get; } = hasStatus ? s_status : [];

    public override void Default(T obj)
    {
        foreach (var fill in rules.Defaults) fill(obj);
    }

    public override void PrepareForCreate(T obj, StrategyContext context)
    {
        if (hasStatus) codec.SetContent(obj, codec.Content(obj).Without("status"u8));
        obj.Metadata.Generation = 1;
    }

    public override void PrepareForUpdate(T obj, T old, StrategyContext context)
    {
        var (now, before) = (codec.Content(obj), codec.Content(old));
        if (hasStatus)
        {
            now = before["status"u8] is { } status ? now.With("status"u8, status) : now.Without("status"u8);
            codec.SetContent(obj, now);
        }

        if (!TreeNode.DeepEquals(now, before)) obj.Metadata.Generation = (old.Metadata.Generation ?? 0) + 1;
    }

    public override void ValidateCreate(T obj, FieldErrors errors)
    {
        judge.Judge(codec.ToTree(obj), errors);
        foreach (var check in rules.Checks) check(obj, errors);
    }

    public override void ValidateUpdate(T obj, T old, FieldErrors errors)
    {
        judge.Judge(codec.ToTree(obj), codec.ToTree(old), errors);
        foreach (var check in rules.Checks) check(obj, errors);
        foreach (var check in rules.ChangeChecks) check(obj, old, errors);
    }

    public override void WarnOnCreate(T obj, ICollection<string> warnings)
    {
        CustomStrategy.WarnOfFinalizers(obj, null, warnings);
        foreach (var warn in rules.Warnings) warn(obj, warnings);
    }

    public override void WarnOnUpdate(T obj, T old, ICollection<string> warnings)
    {
        CustomStrategy.WarnOfFinalizers(obj, old, warnings);
        foreach (var warn in rules.Warnings) warn(obj, warnings);
    }
}
