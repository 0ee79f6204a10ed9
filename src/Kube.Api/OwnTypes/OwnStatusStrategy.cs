using Kube.Api.Catalog;
using Kube.Api.CustomResources;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.OwnTypes;

/// <summary>The rules of the status address: it takes the status alone.</summary>
internal sealed class OwnStatusStrategy<T>(OwnCodec<T> codec, OwnStrategy<T> main, SchemaJudge judge) : ResourceStrategy<T>
    where T : class, IKubernetesObject<V1ObjectMeta>, new()
{
    private static readonly string[] s_kept = ["metadata", "spec"];

    public override NameRule NameRule => main.NameRule;

    public override IReadOnlyList<string> ResetFields => s_kept;

    public override void Default(T obj) => main.Default(obj);

    public override void PrepareForUpdate(T obj, T old, StrategyContext context)
    {
        var before = codec.Content(old);
        codec.SetContent(obj, codec.Content(obj)["status"u8] is { } status ? before.With("status"u8, status) : before.Without("status"u8));
        obj.Metadata = Owned.Metadata(obj.Metadata, old.Metadata);
    }

    public override void ValidateUpdate(T obj, T old, FieldErrors errors) => judge.JudgeStatus(codec.ToTree(obj), codec.ToTree(old), errors);
}
