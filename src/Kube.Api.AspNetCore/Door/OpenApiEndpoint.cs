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
        if (path == "/openapi/v2") Document(http, documents.Version2, VaryEncoding);
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
            http.Response.Redirect($"{path}?hash={document.Hash}", permanent: true);
            return;
        }

        if (hash.Length > 0)
        {
            http.Response.Headers.CacheControl = "public, immutable";
            http.Response.Headers.Expires = time.GetUtcNow().AddYears(1).ToString("R");
        }

        Document(http, document, VaryAccept);
    }

    private static void Document(HttpContext http, OpenApiDocument document, StringValues vary)
    {
        http.Response.Headers.Vary = vary;
        if (!AcceptsJson(http.Request.Headers.Accept)) http.Response.StatusCode = StatusCodes.Status406NotAcceptable;
        else Answer(http, document, MediaTypes.Json);
    }

    private static void Answer(HttpContext http, OpenApiDocument document, string contentType)
    {
        var headers = http.Response.Headers;
        headers.ETag = $"\"{document.Hash}\"";
        headers.AcceptRanges = "bytes";
        if (http.Request.Headers.IfNoneMatch == headers.ETag) http.Response.StatusCode = StatusCodes.Status304NotModified;
        else Answers.Bytes(http, StatusCodes.Status200OK, document.Json.Span, contentType);
    }

    private static bool AcceptsJson(string? accept) =>
        string.IsNullOrEmpty(accept)
        || AcceptClause.ParseAll(accept).Any(clause => clause is { Type: "application", Subtype: "json" or "*" } or { Type: "*", Subtype: "*" });
}
