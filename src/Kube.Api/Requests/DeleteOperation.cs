using Kube.Api.Admission;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Hosting;
using Kube.Api.Models;
using Kube.Api.Objects;
using Microsoft.Extensions.Options;

namespace Kube.Api.Requests;

/// <summary>Deletes as upstream's <c>registry.Store.Delete</c> does (1.36): grace first, then finalizers, then the object itself.</summary>
/// <remarks><code>
///  read ─► preconditions ─► grace? ──yes──► mark, commit ─► grace 0 and nothing holds it? ─► delete
///                             └──no───► finalizers hold it? ──yes──► mark, commit
///                                                └──no──► delete
/// </code></remarks>
internal sealed class DeleteOperation(ObjectCommits commits, AdmissionChain admission, ResourceAllocations allocations, IOptions<KubeApiOptions> api)
{
    /// <summary>Runs the loop for one object.</summary>
    public async ValueTask<ObjectResult> RunAsync(WriteContext context, V1DeleteOptions options, CancellationToken cancellationToken)
    {
        WriteOptionsRules.Check(options);
        if (options is { PropagationPolicy: null, OrphanDependents: null } && context.Stored.Strategy!.UnspecifiedPropagationWarning is { } warning)
            context.WarningSink.Add(warning);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var existing = await commits.ReadAsync(context.Stored, context.Namespace, context.Request.Name, cancellationToken)
                ?? throw new NotFoundException(context.Request.Resource.Resource, context.Request.Name);
            if (await TryDeleteAsync(context, existing, options, cancellationToken) is { } done) return done;
        }
    }

    /// <summary>Runs the loop for many objects, some at a time. What somebody else deleted meanwhile is what was asked for.</summary>
    /// <exception cref="ApiException">The first failure, in the order of the objects; those behind it may not have been tried.</exception>
    public async ValueTask RunAllAsync(IReadOnlyList<WriteContext> contexts, V1DeleteOptions options, CancellationToken cancellationToken)
    {
        var atOnce = api.Value.DeleteCollectionWorkers;
        for (var start = 0; start < contexts.Count; start += atOnce)
        {
            var running = contexts.Skip(start).Take(atOnce).Select(context => RunIfThereAsync(context, options, cancellationToken)).ToArray();
            await Task.WhenAll(running);
        }
    }

    private async Task RunIfThereAsync(WriteContext context, V1DeleteOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(context, options, cancellationToken);
        }
        catch (NotFoundException)
        {
            // Someone else was faster; gone is what was asked for.
        }
    }

    private async ValueTask<ObjectResult?> TryDeleteAsync(
        WriteContext context, ObjectRevision existing, V1DeleteOptions options, CancellationToken cancellationToken)
    {
        var old = (IKubernetesObject<V1ObjectMeta>)existing.Object.Decode(existing.Revision);
        CheckPreconditions(context, old.Metadata, options.Preconditions);
        await admission.MutateAsync(context.Admission(Verbs.Delete, null, old), cancellationToken);
        await admission.ValidateAsync(context.Admission(Verbs.Delete, null, old), cancellationToken);

        var obj = (IKubernetesObject<V1ObjectMeta>)context.Stored.Codec.DeepClone(old);
        var plan = DeletionMarking.Mark(obj, context.Stored.Strategy!, options, context.Now);
        if (plan == DeletionPlan.Pending) return Answer(context, existing);

        var current = existing;
        if (plan != DeletionPlan.Now)
        {
            var json = ObjectEncoder.Encode(obj, context.Stored);
            if (!existing.Object.Json.Span.SequenceEqual(json))
            {
                var marked = context.DryRun
                    ? new ObjectRevision(new ServedObject(context.Stored, json), existing.Revision)
                    : await commits.UpdateAsync(context.Stored, context.Namespace, context.Request.Name, json, existing.Revision, cancellationToken);
                if (marked is not { } committed) return null;
                current = committed;
            }

            if (plan == DeletionPlan.Mark) return Answer(context, current);
        }

        if (!context.DryRun)
        {
            var deletion = plan == DeletionPlan.MarkAndDelete
                ? await DeleteMarkedAsync(context, current, old.Metadata.Uid, cancellationToken)
                : await commits.DeleteAsync(context.Stored, context.Namespace, context.Request.Name, current.Revision, cancellationToken) is { } revision
                    ? new(revision, IsOurs: true)
                    : (Deletion?)null;
            if (deletion is not { } deleted) return null;
            current = current with { Revision = deleted.Revision };
            if (deleted.IsOurs) await allocations.AfterDeleteAsync(context, obj, cancellationToken);
        }

        return context.Stored.Strategy!.ReturnsDeletedObject ? Answer(context, current) : Success(context, old.Metadata);
    }

    /// <summary>Deletes what this request marked with no grace, at whatever revision it has come to. The mark tells others, such as the agent of a pod's node,
    /// that they may delete it too; that one of them was faster is no failure of this request.</summary>
    private async ValueTask<Deletion> DeleteMarkedAsync(WriteContext context, ObjectRevision marked, string? uid, CancellationToken cancellationToken)
    {
        var current = marked;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var deleted = await commits.DeleteAsync(context.Stored, context.Namespace, context.Request.Name, current.Revision, cancellationToken);
            if (deleted is { } revision) return new(revision, IsOurs: true);
            var existing = await commits.ReadAsync(context.Stored, context.Namespace, context.Request.Name, cancellationToken);
            if (existing is not { } found || found.Object.Decode(found.Revision) is not IKubernetesObject<V1ObjectMeta> next || next.Metadata.Uid != uid)
                return new(marked.Revision, IsOurs: false);
            current = found;
        }
    }

    /// <param name="Revision">Of the deletion; the mark's when somebody else deleted the object.</param>
    /// <param name="IsOurs">Whether this request's commit deleted it, so that what the object held is this request's to release.</param>
    private readonly record struct Deletion(long Revision, bool IsOurs);

    private static ObjectResult Answer(WriteContext context, ObjectRevision obj) =>
        new(obj.Object.In(context.Request.Resource), obj.Revision) { Warnings = context.Warnings };

    private static ObjectResult Success(WriteContext context, V1ObjectMeta deleted)
    {
        var resource = context.Request.Resource.Resource;
        var status = new V1Status
        {
            ApiVersion = "v1",
            Kind = "Status",
            Status = "Success",
            Details = new()
            {
                Name = context.Request.Name,
                Group = resource.Group.Length == 0 ? null : resource.Group,
                Kind = resource.Resource,
                Uid = deleted.Uid,
            },
        };
        return new(StatusObjects.Encode(status), 0) { Warnings = context.Warnings };
    }

    private static void CheckPreconditions(WriteContext context, V1ObjectMeta meta, V1Preconditions? preconditions)
    {
        if (preconditions is null) return;
        // Upstream names the kind here, not the resource.
        var kind = context.Stored.Kind;
        if (preconditions.Uid is { } uid && uid != meta.Uid)
        {
            throw new ConflictException(kind.Group, kind.Kind, meta.Name!, $"the UID in the precondition ({uid}) does not match the UID in record ({meta.Uid}). "
                + "The object might have been deleted and then recreated");
        }

        if (preconditions.ResourceVersion is { } revision && revision != meta.ResourceVersion)
        {
            throw new ConflictException(kind.Group, kind.Kind, meta.Name!, $"the ResourceVersion in the precondition ({revision}) does not match the "
                + $"ResourceVersion in record ({meta.ResourceVersion}). The object might have been modified");
        }
    }
}
