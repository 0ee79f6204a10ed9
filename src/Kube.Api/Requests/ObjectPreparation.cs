using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Requests;

/// <summary>Prepares and checks objects as upstream's <c>rest.BeforeCreate</c> and <c>rest.BeforeUpdate</c> do (1.36).</summary>
internal static class ObjectPreparation
{
    private static readonly FieldPath s_metadata = FieldPath.Root("metadata");

    /// <summary>Drops what only the server may say of a new object.</summary>
    public static void WipeSystemFields(V1ObjectMeta meta)
    {
        meta.CreationTimestamp = null;
        meta.DeletionTimestamp = null;
        meta.DeletionGracePeriodSeconds = null;
        meta.Uid = null;
        meta.SelfLink = null;
    }

    /// <summary>Puts the object into the namespace of the path.</summary>
    /// <exception cref="BadRequestException">It says that it belongs into another one.</exception>
    public static void EnsureNamespace(V1ObjectMeta meta, WriteContext context)
    {
        var expected = context.Namespace;
        if (expected.Length == 0)
        {
            // A cluster-scoped object that names a namespace is simply cleaned of it.
            meta.Namespace = null;
            return;
        }

        if (string.IsNullOrEmpty(meta.Namespace)) meta.Namespace = expected;
        else if (meta.Namespace != expected)
            throw new BadRequestException("the namespace of the provided object does not match the namespace sent on the request");
    }

    /// <summary>Checks that the body is about the object of the path.</summary>
    public static void EnsureName(V1ObjectMeta meta, WriteContext context)
    {
        var name = context.Request.Name;
        if (string.IsNullOrEmpty(meta.Name))
            throw new BadRequestException($"the name of the object ({name} based on URL) was undeterminable: name must be provided");
        if (meta.Name != name) throw new BadRequestException($"the name of the object ({meta.Name}) does not match the name on the URL ({name})");
        EnsureNamespace(meta, context);
    }

    public static void Create(IKubernetesObject<V1ObjectMeta> obj, WriteContext context)
    {
        var rules = context.Rules;
        EnsureNamespace(obj.Metadata, context);
        rules.BeforeCreate(obj, context.Strategy);
        var errors = new FieldErrors();
        ObjectMetaValidation.ValidateCreate(obj.Metadata, context.Stored.Namespaced, rules.NameRule, errors, s_metadata);
        rules.CheckCreate(obj, errors);
        ThrowIfAny(errors, obj.Metadata.Name, context);
        rules.CollectCreateWarnings(obj, context.WarningSink);
        rules.Tidy(obj);
    }

    public static void Update(IKubernetesObject<V1ObjectMeta> obj, IKubernetesObject<V1ObjectMeta> old, WriteContext context)
    {
        var rules = context.Rules;
        var meta = obj.Metadata;
        EnsureNamespace(meta, context);
        meta.Generation = old.Metadata.Generation;
        rules.BeforeUpdate(obj, old, context.Strategy);
        // The strategy may have put the old metadata in the new one's place.
        meta = obj.Metadata;
        if (string.IsNullOrEmpty(meta.Uid)) meta.Uid = old.Metadata.Uid;
        meta.CreationTimestamp = old.Metadata.CreationTimestamp;
        if (old.Metadata.DeletionTimestamp is { } deleted)
        {
            meta.DeletionTimestamp = deleted;
            meta.DeletionGracePeriodSeconds ??= old.Metadata.DeletionGracePeriodSeconds;
        }

        var errors = new FieldErrors();
        // Both checks look at labels and the like, and clients see each such cause from either.
        ObjectMetaValidation.ValidateContent(meta, errors, s_metadata);
        ObjectMetaValidation.ValidateUpdate(meta, old.Metadata, errors, s_metadata);
        rules.CheckUpdate(obj, old, errors);
        ThrowIfAny(errors, meta.Name, context);
        rules.CollectUpdateWarnings(obj, old, context.WarningSink);
        rules.Tidy(obj);
    }

    public static void ThrowIfAny(FieldErrors errors, string? name, WriteContext context)
    {
        if (errors.Count == 0) return;
        // A version that is a view of another one is refused in that one's name, as upstream refuses its internal kind.
        // So is a custom resource of which a view was written.
        var isView = context.Request.Resource.Conversion is not null || (context.Stored.IsUntyped && context.Subresource?.Projection is not null);
        var kind = isView ? context.Stored.Kind : context.Strategy.RequestKind;
        throw new InvalidException(kind.Group, kind.Kind, name ?? "", errors);
    }
}
