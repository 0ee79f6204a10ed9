using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes;

/// <summary>The rules of a <c>status</c> subresource: it takes the status alone.</summary>
/// <param name="main">The rules of the object itself, whose defaults hold here too.</param>
/// <param name="keep">Carries everything but the status over from the stored object (second argument).</param>
/// <param name="validate">The rules of the new status: the new object, the stored one.</param>
/// <param name="keepsMetadata">Whether labels, annotations and the rest of the metadata are kept as they are.</param>
/// <param name="alsoKept">Paths beside <c>spec</c> that <paramref name="keep"/> carries over.</param>
internal sealed class StatusStrategy<T>(
    ResourceStrategy<T> main, Action<T, T> keep, Action<T, T, FieldErrors>? validate = null, bool keepsMetadata = false,
    IReadOnlyList<string>? alsoKept = null)
    : ResourceStrategy<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private static readonly string[] MetadataFields =
    [
        "metadata.deletionTimestamp", "metadata.generation", "metadata.selfLink", "metadata.labels", "metadata.annotations", "metadata.finalizers",
        "metadata.ownerReferences",
    ];

    public override NameRule NameRule => main.NameRule;

    // Nobody owns through this address what it does not take.
    public override IReadOnlyList<string> ResetFields { get; } = [.. keepsMetadata ? MetadataFields : [], "spec", .. alsoKept ?? []];

    public override bool AllowUnconditionalUpdate => main.AllowUnconditionalUpdate;

    public override void Default(T obj) => main.Default(obj);

    public override void PrepareForUpdate(T obj, T old, StrategyContext context)
    {
        keep(obj, old);
        if (keepsMetadata) ObjectMetaRules.KeepClientFields(obj.Metadata, old.Metadata);
    }

    public override void ValidateUpdate(T obj, T old, FieldErrors errors)
    {
        ObjectMetaValidation.ValidateUpdate(obj.Metadata, old.Metadata, errors, FieldPath.Root("metadata"));
        ObjectMetaValidation.ValidateFinalizerNames(obj.Metadata, errors);
        validate?.Invoke(obj, old, errors);
    }
}
