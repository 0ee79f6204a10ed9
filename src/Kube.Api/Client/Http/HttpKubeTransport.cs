using System.Buffers;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Api.Client.Http;

/// <summary>Carries requests over HTTP, as JSON.</summary>
internal sealed class HttpKubeTransport(HttpClient http) : IKubeTransport
{
    private const string MetadataForm = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json";
    private const string MetadataListForm = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json";

    private readonly ResourceFinder _resources = new(http);

    public ValueTask<ClientResource> FindAsync(GroupVersionKind kind, CancellationToken cancellationToken) => _resources.FindAsync(kind, cancellationToken);

    public ValueTask<ClientResource> FindAsync(GroupVersionResource resource, CancellationToken cancellationToken) => _resources.FindAsync(resource, cancellationToken);

    public async ValueTask<IKubernetesObject> SendAsync(TransportRequest request, CancellationToken cancellationToken)
    {
        using var message = Message(request);
        var body = await HttpExchange.SendAsync(http, message, cancellationToken);
        return AnswerReader.Object(body, request.Codec);
    }

    public async ValueTask<ResourceList<IKubernetesObject>> ListAsync(TransportRequest request, ListOptions options, CancellationToken cancellationToken)
    {
        using var message = Read(request, RequestPaths.Of(request).WithOptions(options));
        return AnswerReader.List(await HttpExchange.SendAsync(http, message, cancellationToken), request.Codec);
    }

    public async ValueTask DeleteCollectionAsync(TransportRequest request, ListOptions selection, CancellationToken cancellationToken)
    {
        using var message = Request(HttpMethod.Delete, RequestPaths.Of(request).WithOptions(selection));
        message.Content = Json(KubernetesTypes.Codec<V1DeleteOptions>(), request.DeleteOptions ?? new());
        await HttpExchange.SendAsync(http, message, cancellationToken);
    }

    public async IAsyncEnumerable<ResourceEvent<IKubernetesObject>> WatchAsync(
        TransportRequest request, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // One object is watched by its name among its neighbours: that keeps to one form of path.
        if (request.Name.Length > 0)
        {
            var name = $"metadata.name={request.Name}";
            options = options with { FieldSelector = options.FieldSelector.Length == 0 ? name : $"{options.FieldSelector},{name}" };
            request = request with { Name = "" };
        }

        using var message = Read(request, RequestPaths.Add(RequestPaths.Of(request).WithOptions(options), "watch", "true"));
        using var response = await HttpExchange.OpenAsync(http, message, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var change in EventReader.ReadAsync(stream, request.Codec, cancellationToken)) yield return change;
    }

    private static HttpRequestMessage Message(TransportRequest request)
    {
        var path = RequestPaths.Of(request);
        switch (request.Verb)
        {
            case Verbs.Get:
                return Read(request, path);
            case Verbs.Create:
                return Request(HttpMethod.Post, path.WithOptions(request.WriteOptions), Body(request));
            case Verbs.Update:
                return Request(HttpMethod.Put, path.WithOptions(request.WriteOptions), Body(request));
            case Verbs.Patch:
                return Request(HttpMethod.Patch, path.WithOptions(request.WriteOptions), Patch(request.Patch ?? throw new ArgumentException("the request needs a patch", nameof(request))));
            case Verbs.Delete:
                return Request(HttpMethod.Delete, path, Json(KubernetesTypes.Codec<V1DeleteOptions>(), request.DeleteOptions ?? new()));
            default:
                throw new ArgumentException($"{request.Verb} is no request about one object", nameof(request));
        }
    }

    // A server that does not know the form sends the whole objects, of which the codec reads the same part.
    private static HttpRequestMessage Read(TransportRequest request, StringBuilder path)
    {
        var message = Request(HttpMethod.Get, path);
        if (request.Codec is not MetadataCodec) return message;
        message.Headers.Accept.Clear();
        message.Headers.TryAddWithoutValidation("Accept", request.Verb == Verbs.List ? MetadataListForm : MetadataForm);
        return message;
    }

    private static HttpRequestMessage Request(HttpMethod method, StringBuilder path, HttpContent? content = null)
    {
        var message = new HttpRequestMessage(method, path.ToString()) { Content = content };
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return message;
    }

    private static ByteArrayContent Body(TransportRequest request) =>
        Json(request.Codec, request.Body ?? throw new ArgumentException("the request needs a body", nameof(request)));

    private static ByteArrayContent Json(ObjectCodec codec, IKubernetesObject obj)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        codec.Encode(obj, bytes);
        return Content(bytes.WrittenSpan.ToArray(), "application/json");
    }

    private static ByteArrayContent Patch(PatchBody patch) => Content(patch.Bytes.ToArray(), patch.Type switch
    {
        PatchType.Json => "application/json-patch+json",
        PatchType.Merge => "application/merge-patch+json",
        PatchType.Apply => "application/apply-patch+yaml",
        _ => "application/strategic-merge-patch+json",
    });

    private static ByteArrayContent Content(byte[] bytes, string type) => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
}
