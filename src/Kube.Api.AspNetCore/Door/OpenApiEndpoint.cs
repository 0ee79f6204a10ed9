using Kube.Api.AspNetCore.Negotiation;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Kube.Api.AspNetCore.Door;

/// <summary>Serves OpenAPI: <c>/openapi/v2</c>, the index <c>/openapi/v3</c> and the documents below it. Clients keep them by their hash.</summary>
internal sealed class OpenApiEndpoint(OpenApiDocuments documents, TimeProvider time) : IPathEndpoint
{
    private const string Index = "/openapi/v3";

    private static readonly StringValues VaryEncoding = "Accept-Encoding";
    private static readonly StringValues VaryAccept = "Accept";

    public IEnumerable<string> Paths => ["/openapi/v2", Index, Index + "/"];

    public ValueTask<bool> TryServeAsync(HttpContext http, string path) => ValueTask.FromResult(TryServe(http, path));

    private bool TryServe(HttpContext http, string path)
    {
        if (path == "/openapi/v2") Document(http, documents.Version2, VaryEncoding, "v2");
        else if (path is Index or Index + "/") Answer(http, documents.Version3Index, MediaTypes.PlainText);
        else if (path.StartsWith(Index + "/", StringComparison.Ordinal) && documents.FindVersion3(path[(Index.Length + 1)..]) is { } document) Hashed(http, path, document);
        else return false;
        return true;
    }

    // The index links to documents by their hash: such an answer never changes, and a stale link leads to the new one.
    private void Hashed(HttpContext http, string path, OpenApiDocument document)
    {
        var hash = http.Request.Query["hash"].ToString();
        if (hash.Length > 0 && hash != document.Hash)
        {
            http.Response.Headers.Vary = VaryAccept;
            http.Response.ContentType = MediaTypes.Json;
            http.Response.Redirect($"{path}?hash={document.Hash}", permanent: true);
            return;
        }

        if (hash.Length > 0)
        {
            http.Response.Headers.CacheControl = "public, immutable";
            http.Response.Headers.Expires = time.GetUtcNow().AddYears(1).ToString("R");
        }

        Document(http, document, VaryAccept, "v3");
    }

    private static void Document(HttpContext http, OpenApiDocument document, StringValues vary, string version)
    {
        http.Response.Headers.Vary = vary;
        var accept = http.Request.Headers.Accept.ToString();
        if (accept.Length == 0)
        {
            Answer(http, document, MediaTypes.Json);
            return;
        }

        // Clients write the protobuf form with an @, which is no character of a media type; answers have it with a dot, as upstream's.
        var protobuf = $"com.github.proto-openapi.spec.{version}.v1.0+protobuf";
        foreach (var clause in AcceptClause.ParseAll(accept))
        {
            if (clause is { Type: "application", Subtype: "json" or "*" } or { Type: "*", Subtype: "*" })
            {
                Answer(http, document, MediaTypes.Json);
                return;
            }

            if (clause.Type == "application" && clause.Subtype.Replace('@', '.') == protobuf)
            {
                Answer(http, document, $"application/{protobuf}");
                return;
            }
        }

        http.Response.StatusCode = StatusCodes.Status406NotAcceptable;
    }

    private static void Answer(HttpContext http, OpenApiDocument document, string contentType)
    {
        var headers = http.Response.Headers;
        headers.ETag = $"\"{document.Hash}\"";
        headers.AcceptRanges = "bytes";
        if (http.Request.Headers.IfNoneMatch == headers.ETag) http.Response.StatusCode = StatusCodes.Status304NotModified;
        else Answers.Bytes(http, StatusCodes.Status200OK, (contentType.EndsWith("protobuf", StringComparison.Ordinal) ? document.Protobuf : document.Json).Span, contentType);
    }
}
