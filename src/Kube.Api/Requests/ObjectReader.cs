using Kube.Api.Authorization;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Selectors;
using Kube.Api.Watch;
using Kube.Store.Snapshots;

namespace Kube.Api.Requests;

/// <summary>Serves reads from the store's snapshots: no object is decoded on the way.</summary>
internal sealed class ObjectReader(IAuthorizer authorizer, IStoreSnapshots snapshots, WatchStarter watches, TimeProvider time) : IObjectReader
{
    /// <summary>Completes at once, and then allocates nothing but its answer, when the authorizer does and the newest state is asked for.</summary>
    public async ValueTask<ObjectResult> GetAsync(RequestInfo request, GetOptions options, CancellationToken cancellationToken)
    {
        await authorizer.EnsureAllowedAsync(request, cancellationToken);
        if (options.ResourceVersion.Length == 0) return await GetAsync(await snapshots.OpenLatestAsync(cancellationToken), request, cancellationToken);
        if (RequestRevision.ParameterProblem(options.ResourceVersion, out var revision) is { } problem) throw new UnclassifiedException(problem);
        return await GetAsync(await snapshots.OpenNotOlderThanAsync(revision, time, cancellationToken), request, cancellationToken);
    }

    public async ValueTask<ListResult> ListAsync(RequestInfo request, ListOptions options, CancellationToken cancellationToken)
    {
        await authorizer.EnsureAllowedAsync(request, cancellationToken, options.FieldSelector);
        // In upstream's order: what cannot be read, what may not stand together, what this resource does not have.
        var labels = LabelSelector.Parse(options.LabelSelector);
        var fields = FieldSelector.Parse(options.FieldSelector);
        ListOptionsRules.CheckList(options);
        var selection = ObjectSelection.Of(labels, fields, request.Resource);
        var plan = await ListPlan.MakeAsync(snapshots, request, options, selection, time, cancellationToken);
        await plan.PrepareAsync(cancellationToken);
        return plan.Run();
    }

    public async ValueTask<ObjectWatch> WatchAsync(RequestInfo request, ListOptions options, CancellationToken cancellationToken)
    {
        await authorizer.EnsureAllowedAsync(request, cancellationToken, options.FieldSelector);
        return await watches.StartAsync(request, options, cancellationToken);
    }

    private static ObjectResult Get(IStoreSnapshot snapshot, RequestInfo request)
    {
        var resource = request.Resource;
        if (resource.StoresNothing) throw new MethodNotAllowedException();
        if (!snapshot.TryGet(resource, request.Namespace, request.Name, out var found)) throw new NotFoundException(resource.Resource with { Resource = resource.MissingName }, request.Name);
        var served = found.Object.In(resource);
        return request.Subresource.Length == 0 ? new(served, found.Revision) : GetSubresource(served, found.Revision, request);
    }

    private static ObjectResult GetSubresource(ServedObject served, long revision, RequestInfo request)
    {
        var subresource = request.Resource.FindSubresource(request.Subresource) ?? throw new ResourceNotServedException();
        if (!subresource.Verbs.Contains(Verbs.Get)) throw new MethodNotAllowedException();
        if (subresource.Projection is null) return new(served, revision);
        var obj = (IKubernetesObject<V1ObjectMeta>)served.Decode(0);
        subresource.Projection.EnsureReadable(obj);
        var view = subresource.Projection.Read(obj);
        return new(ServedObject.Encode(subresource.Codec!, null, view), revision);
    }

    private static async ValueTask<ObjectResult> ConvertAndGetAsync(IStoreSnapshot snapshot, RequestInfo request, CancellationToken cancellationToken)
    {
        await snapshot.PrepareAsync(request.Resource, request.Namespace, request.Name, cancellationToken);
        return Get(snapshot, request);
    }

    private static ValueTask<ObjectResult> GetAsync(IStoreSnapshot snapshot, RequestInfo request, CancellationToken cancellationToken) =>
        request.Resource.Family is { ConvertsOutside: true } ? ConvertAndGetAsync(snapshot, request, cancellationToken) : new(Get(snapshot, request));
}
