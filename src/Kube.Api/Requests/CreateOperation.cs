using System.Runtime.CompilerServices;
using Kube.Api.Admission;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Objects;

namespace Kube.Api.Requests;

/// <summary>Takes a decoded object through the rest of the pipeline and commits it under a new name.</summary>
internal sealed class CreateOperation(
    ObjectCommits commits, AdmissionChain admission, ManagedFieldsStep managedFields, ResourceAllocations allocations, IRandomSource random)
{
    /// <summary>Upstream's number of names to try before it gives up on <c>generateName</c>.</summary>
    private const int NameAttempts = 8;

    /// <summary>Creates an object from a request's body.</summary>
    public ValueTask<ObjectResult> RunAsync(
        WriteContext context, IKubernetesObject<V1ObjectMeta> obj, WriteOptions options, CancellationToken cancellationToken) =>
        RunAsync(context, obj, options, knowsOwners: false, cancellationToken);

    /// <summary>Creates what an update or apply found missing: there a resourceVersion is not minded.</summary>
    /// <param name="context">The request.</param>
    /// <param name="obj">What it shall become.</param>
    /// <param name="options">Its options.</param>
    /// <param name="knowsOwners">The object says already who owns its fields.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<ObjectResult> RunMissingAsync(
        WriteContext context, IKubernetesObject<V1ObjectMeta> obj, WriteOptions options, bool knowsOwners, CancellationToken cancellationToken)
    {
        obj.Metadata.ResourceVersion = null;
        return RunAsync(context, obj, options, knowsOwners, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ObjectResult> RunAsync(
        WriteContext context, IKubernetesObject<V1ObjectMeta> obj, WriteOptions options, bool knowsOwners, CancellationToken cancellationToken)
    {
        ObjectPreparation.WipeSystemFields(obj.Metadata);
        ObjectPreparation.EnsureNamespace(obj.Metadata, context);
        if (!knowsOwners) managedFields.Create(obj, context, options.FieldManager);
        obj = (await admission.MutateAsync(context.Admission(Verbs.Create, obj, null), cancellationToken))!;

        if (string.IsNullOrEmpty(obj.Metadata.GenerateName) || !string.IsNullOrEmpty(obj.Metadata.Name))
            return await FinishAsync(context, obj, generated: false, cancellationToken);

        for (var attempt = 1; ; attempt++)
        {
            var warnings = context.Warnings.Count;
            // What preparation makes of the object may depend on its name: each try starts from the same one.
            var named = (IKubernetesObject<V1ObjectMeta>)context.Stored.Codec.DeepClone(obj);
            named.Metadata.Name = random.NewName(named.Metadata.GenerateName!);
            try
            {
                return await FinishAsync(context, named, generated: true, cancellationToken);
            }
            catch (AlreadyExistsException) when (attempt < NameAttempts)
            {
                context.RewindWarnings(warnings);
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ObjectResult> FinishAsync(
        WriteContext context, IKubernetesObject<V1ObjectMeta> obj, bool generated, CancellationToken cancellationToken)
    {
        var meta = obj.Metadata;
        meta.CreationTimestamp = context.Now;
        meta.Uid = random.NewUid();
        var lease = await allocations.BeginCreateAsync(context, obj, cancellationToken);
        var committed = false;
        try
        {
            ObjectPreparation.Create(obj, context);
            await admission.ValidateAsync(context.Admission(Verbs.Create, obj, null), cancellationToken);
            if (!string.IsNullOrEmpty(meta.ResourceVersion) && meta.ResourceVersion != "0")
                throw new UnclassifiedException("resourceVersion should not be set on objects to be created");
            var result = await CommitAsync(context, obj, generated, cancellationToken);
            committed = !context.DryRun;
            return result;
        }
        finally
        {
            if (lease is not null) await lease.CompleteAsync(committed);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ObjectResult> CommitAsync(
        WriteContext context, IKubernetesObject<V1ObjectMeta> obj, bool generated, CancellationToken cancellationToken)
    {
        var name = obj.Metadata.Name!;
        var json = ObjectEncoder.Encode(obj, context.Stored);
        ObjectRevision? made;
        if (context.DryRun)
        {
            var taken = await commits.ReadAsync(context.Stored, context.Namespace, name, cancellationToken);
            made = taken is null ? new(new ServedObject(context.Stored, json), 0) : null;
        }
        else
        {
            made = await commits.CreateAsync(context.Stored, context.Namespace, name, json, cancellationToken);
        }

        if (made is { } created)
        {
            return new(created.Object.In(context.Request.Resource), created.Revision, Created: true)
            {
                Warnings = context.Warnings,
                Made = context.Request.Resource.Conversion is null ? obj : null,
            };
        }

        var existing = await commits.ReadAsync(context.Stored, context.Namespace, name, cancellationToken);
        throw new AlreadyExistsException(context.Request.Resource.Resource, name, generated, existing?.Object.Facts.IsTerminating == true);
    }
}
