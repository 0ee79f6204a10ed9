using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Catalog;

/// <summary>A resource's own rules, as the write pipeline calls them. Derive from <see cref="ResourceStrategy{T}"/>.</summary>
/// <remarks>One instance serves every request at once: hold no state. Methods are called in the pipeline's order: defaulting, preparation, validation,
/// warnings; on a conflict the whole round is run again. They may change only the object under way, never <c>old</c>.</remarks>
public abstract class ResourceStrategy
{
    private protected ResourceStrategy()
    {
    }

    /// <summary>What names are allowed. Default <see cref="NameRule.DnsSubdomain"/>.</summary>
    public virtual NameRule NameRule => NameRule.DnsSubdomain;

    /// <summary>A PUT to a name that does not exist creates the object. Default false: it is answered with NotFound.</summary>
    public virtual bool AllowCreateOnUpdate => false;

    /// <summary>A PUT may leave out resourceVersion and then overwrites whatever is there. Default true.</summary>
    public virtual bool AllowUnconditionalUpdate => true;

    /// <summary>A deletion answers with the object as it last was. Default false: with a Status.</summary>
    public virtual bool ReturnsDeletedObject => false;

    /// <summary>Dependents are never spoken of in deletions, as for events: no finalizer for them is set. Default false.</summary>
    public virtual bool IgnoresPropagation => false;

    /// <summary>Warns the client of a deletion that does not say what becomes of dependents; null: no warning.</summary>
    public virtual string? UnspecifiedPropagationWarning => null;

    /// <summary>What becomes of dependents when a delete does not say. Default <see cref="PropagationDefault.Background"/>.</summary>
    public virtual PropagationDefault DefaultPropagation => PropagationDefault.Background;

    /// <summary>The managers' fields that this strategy throws away, and which therefore nobody owns through it: paths such as <c>status</c> or <c>metadata.labels</c>.</summary>
    public virtual IReadOnlyList<string> ResetFields => [];

    /// <summary>Fills in what the version's defaults say (upstream's <c>SetDefaults_*</c>). Called after every decode and after every outside mutation: must be idempotent.</summary>
    public abstract void ApplyDefaults(IKubernetesObject<V1ObjectMeta> obj);

    /// <summary>Makes a new object what it may be: clears what a client may not set, sets generation 1, and so on.</summary>
    public abstract void BeforeCreate(IKubernetesObject<V1ObjectMeta> obj, StrategyContext context);

    /// <summary>Carries over what this request may not change and bumps the generation when the specification changed.</summary>
    public abstract void BeforeUpdate(IKubernetesObject<V1ObjectMeta> obj, IKubernetesObject<V1ObjectMeta> old, StrategyContext context);

    /// <summary>Reports every rule that a new object breaks. ObjectMeta is checked by the pipeline.</summary>
    public abstract void CheckCreate(IKubernetesObject<V1ObjectMeta> obj, FieldErrors errors);

    /// <summary>Reports every rule that the object, or the change from <paramref name="old"/>, breaks. ObjectMeta is checked by the pipeline.</summary>
    public abstract void CheckUpdate(IKubernetesObject<V1ObjectMeta> obj, IKubernetesObject<V1ObjectMeta> old, FieldErrors errors);

    /// <summary>Adds warnings for the client about a new object that is valid.</summary>
    public abstract void CollectCreateWarnings(IKubernetesObject<V1ObjectMeta> obj, ICollection<string> warnings);

    /// <summary>Adds warnings for the client about an update that is valid.</summary>
    public abstract void CollectUpdateWarnings(IKubernetesObject<V1ObjectMeta> obj, IKubernetesObject<V1ObjectMeta> old, ICollection<string> warnings);

    /// <summary>Tidies a valid object into its canonical form, after validation (upstream's <c>Canonicalize</c>).</summary>
    public abstract void Tidy(IKubernetesObject<V1ObjectMeta> obj);

    /// <summary>The grace in seconds of a deletion, or null when the resource knows no graceful deletion and goes at once.</summary>
    /// <param name="obj">The object as stored.</param>
    /// <param name="requested">What the client asked for, which may be negative; null when it did not say.</param>
    public abstract long? GraceFor(IKubernetesObject<V1ObjectMeta> obj, long? requested);

    /// <summary>Called first on an object that is to be deleted. A kind that marks its objects in its own way does so here and returns true: then the mark is all
    /// that the request does.</summary>
    /// <param name="obj">The object; it may be changed.</param>
    /// <param name="now">The request's instant.</param>
    public virtual bool TakesDeletionOver(IKubernetesObject<V1ObjectMeta> obj, DateTime now) => false;

    /// <summary>Called on the object when a deletion marks it and it will live on for a while.</summary>
    public abstract void MarkTerminating(IKubernetesObject<V1ObjectMeta> obj);

    /// <summary>True while something beside <c>metadata.finalizers</c> keeps a deleted object, such as a namespace's <c>spec.finalizers</c>.</summary>
    public abstract bool HoldsDeletion(IKubernetesObject<V1ObjectMeta> obj);
}
