using System.Buffers;
using System.Runtime.CompilerServices;
using Kube.Api.Authentication;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Requests;
using Kube.Api.Watch;

namespace Kube.Api.Client;

/// <summary>Reaches the pipeline of the same process, as a given user: no bytes on a wire, everything else as over one.</summary>
internal sealed class InProcessTransport(IObjectReader reader, IObjectWriter writer, IResourceCatalog catalog, UserInfo user, string userAgent) : IKubeTransport
{
    public ValueTask<ClientResource> FindAsync(GroupVersionKind kind, CancellationToken cancellationToken) =>
        catalog.Current.TryFind(kind, out var found)
            ? new(new ClientResource(found.Resource, found.Namespaced, found.Codec))
            : throw new ResourceNotServedException();

    public ValueTask<ClientResource> FindAsync(GroupVersionResource resource, CancellationToken cancellationToken) =>
        catalog.Current.TryFind(resource, out var found)
            ? new(new ClientResource(found.Resource, found.Namespaced, ClientResource.DynamicCodec(found.Kind)))
            : throw new ResourceNotServedException();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<IKubernetesObject> SendAsync(TransportRequest request, CancellationToken cancellationToken)
    {
        var info = Info(request);
        var result = request.Verb switch
        {
            Verbs.Get => await reader.GetAsync(info, GetOptions.Default, cancellationToken),
            Verbs.Create => await writer.CreateAsync(info, Body(request), request.WriteOptions, cancellationToken),
            Verbs.Update => await writer.UpdateAsync(info, Body(request), request.WriteOptions, cancellationToken),
            Verbs.Patch => await writer.PatchAsync(info, request.Patch!, request.WriteOptions, cancellationToken),
            Verbs.Delete => await writer.DeleteAsync(info, request.DeleteOptions ?? new(), cancellationToken),
            _ => throw new ArgumentException($"{request.Verb} is no request about one object", nameof(request)),
        };
        if (result.Made is not { } made || !ReferenceEquals(result.Object.Codec, request.Codec)) return Decode(result.Object, result.Revision, request.Codec);
        // The pipeline's own, made of a clone: it belongs to nobody else.
        made.Metadata.ResourceVersion = result.Revision == 0 ? null : ObjectLayout.Format(result.Revision);
        return made;
    }

    public async ValueTask<ResourceList<IKubernetesObject>> ListAsync(TransportRequest request, ListOptions options, CancellationToken cancellationToken)
    {
        var list = await reader.ListAsync(Info(request), options, cancellationToken);
        List<IKubernetesObject> items = [.. list.Items.Select(item => Decode(item.Object, item.Revision, request.Codec))];
        return new(items, ObjectLayout.Format(list.Revision), list.Continue, list.RemainingItemCount);
    }

    public async ValueTask DeleteCollectionAsync(TransportRequest request, ListOptions selection, CancellationToken cancellationToken) =>
        await writer.DeleteCollectionAsync(Info(request), selection, request.DeleteOptions ?? new(), cancellationToken);

    public async IAsyncEnumerable<ResourceEvent<IKubernetesObject>> WatchAsync(
        TransportRequest request, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var watch = await reader.WatchAsync(Info(request), options, cancellationToken);
        while (await watch.WaitToReadAsync(cancellationToken))
        {
            while (watch.TryRead(out var change))
            {
                if (change.Type == WatchEventType.Error) throw new ExpiredException(((V1Status)change.Object.Decode(0)).Message ?? "");
                // Typed events are decoded once for all in-process watchers: shared, as the door of watches says.
                var obj = ReferenceEquals(change.Object.Codec, request.Codec) ? change.SharedObject
                    : request.Codec is MetadataCodec && MetadataCodec.Of(change.SharedObject) is { } metadata ? metadata
                    : Decode(change.Object, change.Revision, request.Codec);
                yield return new(change.Type, obj, change.RevisionText, change.EndsInitialEvents);
            }
        }
    }

    private static RequestBody Body(TransportRequest request)
    {
        var body = request.Body ?? throw new ArgumentException("the request needs a body", nameof(request));
        if (body is DynamicObject dynamic) return RequestBody.FromBytes(dynamic.Tree.ToUtf8(), BodyFormat.Json);
        // The pipeline changes what it is given, and the caller keeps what it gave, unless it says otherwise.
        return RequestBody.FromObject(request.WriteOptions.GivesObject ? body : request.Codec.DeepClone(body));
    }

    private static IKubernetesObject Decode(ServedObject served, long revision, ObjectCodec codec)
    {
        // A caller may know a custom resource by a class of its own.
        if (codec.ClrType == served.Codec.ClrType || served.Codec.Kind.Kind == "Status") return served.Decode(revision);
        var json = new ArrayBufferWriter<byte>(served.Length + 64);
        served.WriteJson(json, revision);
        return codec.Decode(json.WrittenMemory, null);
    }

    private RequestInfo Info(TransportRequest request)
    {
        if (!catalog.Current.TryFind(request.Resource.Resource, out var resource)) throw new ResourceNotServedException();
        return new()
        {
            User = user,
            Verb = request.Verb,
            Resource = resource,
            Subresource = request.Subresource,
            Namespace = request.Namespace,
            Name = request.Name,
            UserAgent = userAgent,
        };
    }
}
