using System.Runtime.CompilerServices;
using Kube.Api.Admission;
using Kube.Api.Authorization;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Validation;

namespace Kube.Api.Requests;

/// <summary>The guarded loop of updates and patches: read, make the new object, run the pipeline, commit if nothing came between; else all of it again.</summary>
internal sealed class UpdateOperation(
    ObjectCommits commits,
    AdmissionChain admission,
    ManagedFieldsStep managedFields,
    ResourceAllocations allocations,
    CreateOperation creation,
    IAuthorizer authorizer)
{
    /// <summary>Runs the loop.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ObjectResult> RunAsync(WriteContext context, IUpdateSource source, WriteOptions options, CancellationToken cancellationToken)
    {
        var warnings = context.Warnings.Count;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var existing = await commits.ReadAsync(context.Stored, context.Namespace, context.Request.Name, cancellationToken);
            if (existing is not { } current) return await CreateAsync(context, source, options, cancellationToken);
            if (await TryUpdateAsync(context, source, current, options, cancellationToken) is { } done) return done;
            context.RewindWarnings(warnings);
        }
    }

    private static NotFoundException Missing(WriteContext context) => new(context.Request.Resource.Resource, context.Request.Name);

    private async ValueTask<ObjectResult> CreateAsync(WriteContext context, IUpdateSource source, WriteOptions options, CancellationToken cancellationToken)
    {
        if (context.Subresource is not null || !source.MayCreate(context.Rules)) throw Missing(context);
        await authorizer.EnsureAllowedAsync(context.Request with { Verb = Verbs.Create }, cancellationToken);
        var obj = source.Make(null, null, context);
        ObjectPreparation.EnsureName(obj.Metadata, context);
        return await creation.RunMissingAsync(context, obj, options, source.KnowsOwners, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ObjectResult?> TryUpdateAsync(
        WriteContext context, IUpdateSource source, ObjectRevision existing, WriteOptions options, CancellationToken cancellationToken)
    {
        if (source.RequiredUid is { } uid && uid != existing.Object.Facts.Uid) throw WrongUid(context, uid, existing.Object.Facts.Uid);
        var old = (IKubernetesObject<V1ObjectMeta>)existing.Object.Decode(existing.Revision);
        var obj = source.Make(existing, old, context);
        ObjectPreparation.EnsureName(obj.Metadata, context);
        if (!source.KnowsOwners) managedFields.Update(obj, old, existing, context, options.FieldManager);
        context.ForgetShown();
        obj = (await admission.MutateAsync(context.Admission(Verbs.Update, obj, old), cancellationToken))!;
        CheckRevision(context, obj, existing.Revision);

        var lease = await allocations.BeginUpdateAsync(context, obj, old, cancellationToken);
        var committed = false;
        try
        {
            ObjectPreparation.Update(obj, old, context);
            await admission.ValidateAsync(context.Admission(Verbs.Update, obj, old), cancellationToken);
            var written = IsDeletedByUpdate(obj, old, context.Stored.Strategy!)
                ? await DeleteAsync(context, obj, existing, cancellationToken)
                : await CommitAsync(context, obj, old, existing, cancellationToken);
            committed = written is not null && !context.DryRun;
            return written is { } done ? Answer(context, done, ReferenceEquals(done.Object, existing.Object) ? null : obj) : null;
        }
        finally
        {
            if (lease is not null) await lease.CompleteAsync(committed);
        }
    }

    private static ObjectResult Answer(WriteContext context, ObjectRevision written, IKubernetesObject<V1ObjectMeta>? made)
    {
        var served = written.Object.In(context.Request.Resource);
        if (context.Subresource?.Projection is { } projection)
        {
            var view = projection.Read((IKubernetesObject<V1ObjectMeta>)served.Decode(0));
            served = ServedObject.Encode(context.Subresource.Codec!, null, view);
            made = null;
        }

        return new(served, written.Revision) { Warnings = context.Warnings, Made = context.Request.Resource.Conversion is null ? made : null };
    }

    /// <summary>Optimistic locking as upstream's store does it.</summary>
    private static void CheckRevision(WriteContext context, IKubernetesObject<V1ObjectMeta> obj, long current)
    {
        var revision = 0L;
        var sent = obj.Metadata.ResourceVersion;
        if (!string.IsNullOrEmpty(sent) && RequestRevision.Problem(sent, out revision) is { } problem) throw new UnclassifiedException(problem);
        if (revision == current || (revision == 0 && context.Rules.AllowUnconditionalUpdate)) return;
        var resource = context.Request.Resource.Resource;
        if (revision != 0) throw new ConflictException(resource.Group, resource.Resource, context.Request.Name, ConflictException.Modified);
        var errors = new FieldErrors();
        errors.Invalid(FieldPath.Root("metadata").Child("resourceVersion"), 0, "must be specified for an update");
        // Upstream shows the resource where a kind belongs, and says so in a comment.
        throw new InvalidException(resource.Group, resource.Resource, context.Request.Name, errors);
    }

    /// <summary>The last finalizer went from an object that only waited for that.</summary>
    private static bool IsDeletedByUpdate(IKubernetesObject<V1ObjectMeta> obj, IKubernetesObject<V1ObjectMeta> old, ResourceStrategy rules) =>
        old.Metadata.DeletionTimestamp is not null
        && old.Metadata.DeletionGracePeriodSeconds is null or 0
        && obj.Metadata.Finalizers is null or []
        && !rules.HoldsDeletion(obj);

    private static ConflictException WrongUid(WriteContext context, string uid, string actual)
    {
        var resource = context.Request.Resource.Resource;
        var key = ObjectKeys.Of(context.Stored, context.Namespace, context.Request.Name);
        return new(
            resource.Group,
            resource.Resource,
            context.Request.Name,
            $"StorageError: invalid object, Code: 4, Key: {key}, ResourceVersion: 0, AdditionalErrorMsg: "
            + $"Precondition failed: UID in precondition: {uid}, UID in object meta: {actual}");
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ObjectRevision?> CommitAsync(
        WriteContext context, IKubernetesObject<V1ObjectMeta> obj, IKubernetesObject<V1ObjectMeta> old, ObjectRevision existing, CancellationToken cancellationToken)
    {
        var json = ObjectEncoder.Encode(obj, context.Stored);
        if ((existing.Object.Json.Span.SequenceEqual(json) || IsSameButForTimes(obj, old, existing, context, json.Length)) && existing.Object.IsStoredAsServed
            && !commits.IsStale(existing.Object, context.Stored)) return existing;
        if (context.DryRun) return new(new ServedObject(context.Stored, json), existing.Revision);
        return await commits.UpdateAsync(context.Stored, context.Namespace, context.Request.Name, json, existing.Revision, cancellationToken);
    }

    /// <summary>An update whose only effect would be newer times of managers changes nothing.</summary>
    private static bool IsSameButForTimes(
        IKubernetesObject<V1ObjectMeta> obj, IKubernetesObject<V1ObjectMeta> old, ObjectRevision existing, WriteContext context, int length)
    {
        // Times have one length: another length is another object.
        if (length != existing.Object.Length || obj.Metadata.ManagedFields is not { } now || old.Metadata.ManagedFields is not { } before) return false;
        if (now.Count != before.Count) return false;
        for (var i = 0; i < now.Count; i++)
            if (!ManagedFieldsStep.IsSameButForTime(now[i], before[i])) return false;
        obj.Metadata.ManagedFields = before;
        var withOldTimes = ObjectEncoder.Encode(obj, context.Stored);
        obj.Metadata.ManagedFields = now;
        return existing.Object.Json.Span.SequenceEqual(withOldTimes);
    }

    private async ValueTask<ObjectRevision?> DeleteAsync(
        WriteContext context, IKubernetesObject<V1ObjectMeta> obj, ObjectRevision existing, CancellationToken cancellationToken)
    {
        var last = new ObjectRevision(new ServedObject(context.Stored, ObjectEncoder.Encode(obj, context.Stored)), existing.Revision);
        if (context.DryRun) return last;
        var deleted = await commits.DeleteAsync(context.Stored, context.Namespace, context.Request.Name, existing.Revision, cancellationToken);
        if (deleted is null) return null;
        await allocations.AfterDeleteAsync(context, obj, cancellationToken);
        return last;
    }
}
