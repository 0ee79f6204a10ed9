using System.Runtime.CompilerServices;
using Kube.Api.Authorization;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Objects;

namespace Kube.Api.Requests;

/// <summary>The write operations: authorization, options, body, and then the pipeline that fits.</summary>
/// <remarks>A write waits for the disk once, through all of its layers; the boxes in which they wait are used again (<c>PoolingAsyncValueTaskMethodBuilder</c>).</remarks>
internal sealed class ObjectWriter(
    IAuthorizer authorizer,
    WriteSources sources,
    CreateOperation creation,
    UpdateOperation update,
    DeleteOperation deletion,
    ActionOperation actions,
    WriteSupport support) : IObjectWriter
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ObjectResult> CreateAsync(RequestInfo request, RequestBody body, WriteOptions options, CancellationToken cancellationToken)
    {
        await authorizer.EnsureAllowedAsync(request, cancellationToken);
        var context = support.NewContext(request, options.IsDryRun);
        return await GuardAsync(context, CreateAsync(context, body, options, cancellationToken));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ObjectResult> UpdateAsync(RequestInfo request, RequestBody body, WriteOptions options, CancellationToken cancellationToken)
    {
        await authorizer.EnsureAllowedAsync(request, cancellationToken);
        var context = support.NewContext(request, options.IsDryRun);
        return await GuardAsync(context, UpdateAsync(context, body, options, cancellationToken));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ObjectResult> PatchAsync(RequestInfo request, PatchBody patch, WriteOptions options, CancellationToken cancellationToken)
    {
        await authorizer.EnsureAllowedAsync(request, cancellationToken);
        var context = support.NewContext(request, options.IsDryRun);
        return await GuardAsync(context, PatchAsync(context, patch, options, cancellationToken));
    }

    public async ValueTask<ObjectResult> DeleteAsync(RequestInfo request, V1DeleteOptions options, CancellationToken cancellationToken)
    {
        await authorizer.EnsureAllowedAsync(request, cancellationToken);
        if (request.Resource.StoresNothing || request.Subresource.Length > 0) throw new MethodNotAllowedException();
        var context = support.NewContext(request, options.DryRun is { Count: > 0 });
        return await GuardAsync(context, deletion.RunAsync(context, options, cancellationToken));
    }

    public async ValueTask<ListResult> DeleteCollectionAsync(
        RequestInfo request, ListOptions selection, V1DeleteOptions options, CancellationToken cancellationToken)
    {
        await authorizer.EnsureAllowedAsync(request, cancellationToken, selection.FieldSelector);
        if (request.Resource.StoresNothing) throw new MethodNotAllowedException();
        WriteOptionsRules.Check(options);
        var found = await support.ListAsync(request, selection, cancellationToken);
        var items = found.Items.ToList();
        var isDryRun = options.DryRun is { Count: > 0 };
        var contexts = items
            .Select(item => support.NewContext(request with { Name = item.Object.Facts.Name, Namespace = item.Object.Facts.Namespace }, isDryRun))
            .ToList();
        await deletion.RunAllAsync(contexts, options, cancellationToken);
        return new() { Resource = found.Resource, Revision = found.Revision, Items = items, Continue = found.Continue, RemainingItemCount = found.RemainingItemCount };
    }

    /// <summary>Lets warnings go out with a refusal, too.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<ObjectResult> GuardAsync(WriteContext context, ValueTask<ObjectResult> running)
    {
        try
        {
            return await running;
        }
        catch (ApiException e) when (context.Warnings.Count > 0)
        {
            e.Warnings = [.. context.Warnings];
            throw;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ObjectResult> CreateAsync(WriteContext context, RequestBody body, WriteOptions options, CancellationToken cancellationToken)
    {
        WriteOptionsRules.Check(options, "CreateOptions");
        if (context.Request.Resource.StoresNothing || context.Subresource is not null)
            return await actions.RunAsync(context, body, options, cancellationToken);
        return await creation.RunAsync(context, sources.NewObject(context, body, options), options, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ObjectResult> UpdateAsync(WriteContext context, RequestBody body, WriteOptions options, CancellationToken cancellationToken)
    {
        if (context.Request.Resource.StoresNothing || context.Subresource is { Strategy: null, Projection: null }) throw new MethodNotAllowedException();
        WriteOptionsRules.Check(options, "UpdateOptions");
        return await update.RunAsync(context, sources.Replacement(context, body, options), options, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ObjectResult> PatchAsync(WriteContext context, PatchBody body, WriteOptions options, CancellationToken cancellationToken)
    {
        if (context.Request.Resource.StoresNothing || context.Subresource is { Strategy: null, Projection: null }) throw new MethodNotAllowedException();
        WriteOptionsRules.Check(options, "PatchOptions", body.Type == PatchType.Apply);
        return await update.RunAsync(context, sources.Patch(body, options), options, cancellationToken);
    }
}
