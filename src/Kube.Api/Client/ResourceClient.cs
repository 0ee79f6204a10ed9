using System.Runtime.CompilerServices;
using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Watch;

namespace Kube.Api.Client;

/// <summary>Makes requests of calls. The resource is looked up once, on the first call.</summary>
internal sealed partial class ResourceClient<T>(IKubeTransport transport, TimeProvider time, Func<CancellationToken, ValueTask<ClientResource>> find)
    : IResourceClient<T>
    where T : class, IKubernetesObject
{
    private const int PartSize = 500;

    private ClientResource? _resource;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> GetAsync(ObjectKey key, CancellationToken cancellationToken) =>
        (T)await transport.SendAsync(await RequestAsync(Verbs.Get, key, cancellationToken), cancellationToken);

    public async ValueTask<ResourceList<T>> ListAsync(string ns, ListOptions options, CancellationToken cancellationToken)
    {
        var list = await transport.ListAsync(await RequestAsync(Verbs.List, new(ns, ""), cancellationToken), options, cancellationToken);
        return new([.. list.Items.Cast<T>()], list.ResourceVersion, list.Continue, list.RemainingItemCount);
    }

    public async IAsyncEnumerable<T> ListAllAsync(string ns, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (options.Limit == 0) options = options with { Limit = PartSize };
        while (true)
        {
            var part = await ListAsync(ns, options, cancellationToken);
            foreach (var item in part.Items) yield return item;
            if (part.Continue.Length == 0) yield break;
            // The token says the state; the server refuses both together.
            options = options with { Continue = part.Continue, ResourceVersion = "", ResourceVersionMatch = "" };
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> CreateAsync(T obj, WriteOptions options, CancellationToken cancellationToken)
    {
        var request = await RequestAsync(Verbs.Create, new(KeyOf(obj).Namespace, ""), cancellationToken);
        return (T)await transport.SendAsync(request with { Body = obj, WriteOptions = options }, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> UpdateAsync(T obj, WriteOptions options, CancellationToken cancellationToken)
    {
        var request = await RequestAsync(Verbs.Update, KeyOf(obj), cancellationToken);
        return (T)await transport.SendAsync(request with { Body = obj, WriteOptions = options }, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> PatchAsync(ObjectKey key, PatchBody patch, WriteOptions options, CancellationToken cancellationToken)
    {
        var request = await RequestAsync(Verbs.Patch, key, cancellationToken);
        return (T)await transport.SendAsync(request with { Patch = patch, WriteOptions = options }, cancellationToken);
    }

    public async ValueTask<T?> DeleteAsync(ObjectKey key, V1DeleteOptions options, CancellationToken cancellationToken)
    {
        var request = await RequestAsync(Verbs.Delete, key, cancellationToken);
        return await transport.SendAsync(request with { DeleteOptions = options }, cancellationToken) as T;
    }

    public async ValueTask DeleteCollectionAsync(string ns, ListOptions selection, V1DeleteOptions options, CancellationToken cancellationToken)
    {
        var request = await RequestAsync(Verbs.DeleteCollection, new(ns, ""), cancellationToken);
        await transport.DeleteCollectionAsync(request with { DeleteOptions = options }, selection, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TView> GetAsync<TView>(ObjectKey key, string subresource, CancellationToken cancellationToken)
        where TView : class, IKubernetesObject =>
        (TView)await transport.SendAsync(await RequestAsync<TView>(Verbs.Get, key, subresource, cancellationToken), cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TView> UpdateAsync<TView>(
        ObjectKey key, string subresource, TView view, WriteOptions options, CancellationToken cancellationToken)
        where TView : class, IKubernetesObject
    {
        var request = await RequestAsync<TView>(Verbs.Update, key, subresource, cancellationToken);
        return (TView)await transport.SendAsync(request with { Body = view, WriteOptions = options }, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TView> PatchAsync<TView>(
        ObjectKey key, string subresource, PatchBody patch, WriteOptions options, CancellationToken cancellationToken)
        where TView : class, IKubernetesObject
    {
        var request = await RequestAsync<TView>(Verbs.Patch, key, subresource, cancellationToken);
        return (TView)await transport.SendAsync(request with { Patch = patch, WriteOptions = options }, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<IKubernetesObject> CreateAsync<TBody>(
        ObjectKey key, string subresource, TBody body, WriteOptions options, CancellationToken cancellationToken)
        where TBody : class, IKubernetesObject
    {
        var request = await RequestAsync<TBody>(Verbs.Create, key, subresource, cancellationToken);
        return await transport.SendAsync(request with { Body = body, WriteOptions = options }, cancellationToken);
    }

    private static ObjectKey KeyOf(T obj) => obj switch
    {
        IKubernetesObject<V1ObjectMeta> typed => new(typed.Metadata.Namespace ?? "", typed.Metadata.Name ?? ""),
        DynamicObject dynamic => new(dynamic.Namespace, dynamic.Name),
        _ => throw new ArgumentException($"{typeof(T)} has no metadata"),
    };

    private static ObjectCodec CodecOf<TView>(ClientResource resource)
        where TView : class, IKubernetesObject =>
        typeof(TView) == resource.Codec.ClrType ? resource.Codec : KubernetesTypes.Codec<TView>();

    private async ValueTask<TransportRequest> RequestAsync(string verb, ObjectKey key, CancellationToken cancellationToken)
    {
        var resource = _resource ??= await find(cancellationToken);
        return new() { Verb = verb, Resource = resource, Codec = resource.Codec, Namespace = resource.Namespaced ? key.Namespace : "", Name = key.Name };
    }

    private async ValueTask<TransportRequest> RequestAsync<TView>(string verb, ObjectKey key, string subresource, CancellationToken cancellationToken)
        where TView : class, IKubernetesObject
    {
        var request = await RequestAsync(verb, key, cancellationToken);
        return request with { Subresource = subresource, Codec = CodecOf<TView>(request.Resource) };
    }
}
