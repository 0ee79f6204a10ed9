using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes;

/// <summary>What the rules of every built-in kind have in common: finalizers must have a domain, the status belongs to its own address,
/// and a change of what is wished for counts up the generation.</summary>
/// <typeparam name="T">The kind as it is stored.</typeparam>
internal abstract class KubernetesStrategy<T> : ResourceStrategy<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private static readonly string[] StatusFields = ["status"];
    private static readonly FieldPath s_metadata = FieldPath.Root("metadata");

    public override IReadOnlyList<string> ResetFields => StatusFields;

    /// <summary>Whether <c>metadata.generation</c> counts this kind's wishes.</summary>
    protected virtual bool CountsGenerations => false;

    /// <summary>An update is checked as a whole object, too, so that clients see what is wrong with labels and the like once more. Workloads check their
    /// specifications alone.</summary>
    protected virtual bool ChecksMetadataAgain => true;

    public sealed override void PrepareForCreate(T obj, StrategyContext context)
    {
        if (CountsGenerations) obj.Metadata.Generation = 1;
        ResetStatus(obj);
        PrepareNew(obj, context);
    }

    public sealed override void PrepareForUpdate(T obj, T old, StrategyContext context)
    {
        KeepStatus(obj, old);
        PrepareChange(obj, old, context);
        if (CountsGenerations && WishChanged(obj, old)) obj.Metadata.Generation = (old.Metadata.Generation ?? 0) + 1;
    }

    public sealed override void ValidateCreate(T obj, FieldErrors errors)
    {
        ObjectMetaValidation.ValidateFinalizerNames(obj.Metadata, errors);
        Validate(obj, errors);
    }

    public sealed override void ValidateUpdate(T obj, T old, FieldErrors errors)
    {
        // Upstream's kinds check the metadata that was checked before them once more.
        ObjectMetaValidation.ValidateUpdate(obj.Metadata, old.Metadata, errors, s_metadata);
        if (ChecksMetadataAgain) ObjectMetaValidation.ValidateContent(obj.Metadata, errors, s_metadata);
        ObjectMetaValidation.ValidateFinalizerNames(obj.Metadata, errors);
        ValidateChange(obj, old, errors);
    }

    /// <summary>What else a new object needs.</summary>
    protected virtual void PrepareNew(T obj, StrategyContext context)
    {
    }

    /// <summary>What else is carried over from <paramref name="old"/>.</summary>
    protected virtual void PrepareChange(T obj, T old, StrategyContext context)
    {
    }

    /// <summary>The status of a new object; a client's is thrown away.</summary>
    protected virtual void ResetStatus(T obj)
    {
    }

    /// <summary>Undoes what this address may not change.</summary>
    protected virtual void KeepStatus(T obj, T old)
    {
    }

    /// <summary>Whether the update wishes for something else than <paramref name="old"/>; asked only of kinds that count generations.</summary>
    protected virtual bool WishChanged(T obj, T old) => false;

    /// <summary>The rules of the object itself.</summary>
    protected virtual void Validate(T obj, FieldErrors errors)
    {
    }

    /// <summary>The rules of a change; by default those of the object alone.</summary>
    protected virtual void ValidateChange(T obj, T old, FieldErrors errors) => Validate(obj, errors);
}
