using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Catalog;

/// <summary>A resource's own rules over its typed form; override what the resource has. Every default does nothing.</summary>
/// <typeparam name="T">The kind as it is stored.</typeparam>
/// <remarks>See <see cref="ResourceStrategy"/> for when each member is called. One instance serves every request at once: hold no state.</remarks>
public abstract class ResourceStrategy<T> : ResourceStrategy
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <inheritdoc cref="ResourceStrategy.ApplyDefaults"/>
    public virtual void Default(T obj)
    {
    }

    /// <inheritdoc cref="ResourceStrategy.BeforeCreate"/>
    public virtual void PrepareForCreate(T obj, StrategyContext context)
    {
    }

    /// <inheritdoc cref="ResourceStrategy.BeforeUpdate"/>
    public virtual void PrepareForUpdate(T obj, T old, StrategyContext context)
    {
    }

    /// <inheritdoc cref="ResourceStrategy.CheckCreate"/>
    public virtual void ValidateCreate(T obj, FieldErrors errors)
    {
    }

    /// <inheritdoc cref="ResourceStrategy.CheckUpdate"/>
    public virtual void ValidateUpdate(T obj, T old, FieldErrors errors)
    {
    }

    /// <inheritdoc cref="ResourceStrategy.CollectCreateWarnings"/>
    public virtual void WarnOnCreate(T obj, ICollection<string> warnings)
    {
    }

    /// <inheritdoc cref="ResourceStrategy.CollectUpdateWarnings"/>
    public virtual void WarnOnUpdate(T obj, T old, ICollection<string> warnings)
    {
    }

    /// <inheritdoc cref="ResourceStrategy.Tidy"/>
    public virtual void Canonicalize(T obj)
    {
    }

    /// <inheritdoc cref="ResourceStrategy.GraceFor"/>
    public virtual long? GracePeriodSeconds(T obj, long? requested) => null;

    /// <inheritdoc cref="ResourceStrategy.TakesDeletionOver"/>
    protected virtual bool MarkDeletion(T obj, DateTime now) => false;

    /// <inheritdoc/>
    public sealed override bool TakesDeletionOver(IKubernetesObject<V1ObjectMeta> obj, DateTime now) => MarkDeletion((T)obj, now);

    /// <inheritdoc cref="ResourceStrategy.MarkTerminating"/>
    public virtual void OnTerminating(T obj)
    {
    }

    /// <inheritdoc cref="ResourceStrategy.HoldsDeletion"/>
    public virtual bool HasFinalizersOfItsOwn(T obj) => false;

    /// <inheritdoc/>
    public sealed override void ApplyDefaults(IKubernetesObject<V1ObjectMeta> obj) => Default((T)obj);

    /// <inheritdoc/>
    public sealed override void BeforeCreate(IKubernetesObject<V1ObjectMeta> obj, StrategyContext context) => PrepareForCreate((T)obj, context);

    /// <inheritdoc/>
    public sealed override void BeforeUpdate(IKubernetesObject<V1ObjectMeta> obj, IKubernetesObject<V1ObjectMeta> old, StrategyContext context) =>
        PrepareForUpdate((T)obj, (T)old, context);

    /// <inheritdoc/>
    public sealed override void CheckCreate(IKubernetesObject<V1ObjectMeta> obj, FieldErrors errors) => ValidateCreate((T)obj, errors);

    /// <inheritdoc/>
    public sealed override void CheckUpdate(IKubernetesObject<V1ObjectMeta> obj, IKubernetesObject<V1ObjectMeta> old, FieldErrors errors) =>
        ValidateUpdate((T)obj, (T)old, errors);

    /// <inheritdoc/>
    public sealed override void CollectCreateWarnings(IKubernetesObject<V1ObjectMeta> obj, ICollection<string> warnings) => WarnOnCreate((T)obj, warnings);

    /// <inheritdoc/>
    public sealed override void CollectUpdateWarnings(IKubernetesObject<V1ObjectMeta> obj, IKubernetesObject<V1ObjectMeta> old, ICollection<string> warnings) =>
        WarnOnUpdate((T)obj, (T)old, warnings);

    /// <inheritdoc/>
    public sealed override void Tidy(IKubernetesObject<V1ObjectMeta> obj) => Canonicalize((T)obj);

    /// <inheritdoc/>
    public sealed override long? GraceFor(IKubernetesObject<V1ObjectMeta> obj, long? requested) => GracePeriodSeconds((T)obj, requested);

    /// <inheritdoc/>
    public sealed override void MarkTerminating(IKubernetesObject<V1ObjectMeta> obj) => OnTerminating((T)obj);

    /// <inheritdoc/>
    public sealed override bool HoldsDeletion(IKubernetesObject<V1ObjectMeta> obj) => HasFinalizersOfItsOwn((T)obj);
}
