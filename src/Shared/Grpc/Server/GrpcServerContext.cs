using Microsoft.AspNetCore.Http;

namespace Kube.Shared.Grpc.Server;

/// <summary>One call, as its handler sees it.</summary>
internal sealed class GrpcServerContext(HttpContext http, CancellationToken cancellationToken)
{
    private bool _headersSent;

    /// <summary>The request beneath: who asks, and from where.</summary>
    public HttpContext Http { get; } = http;

    /// <summary>Cancelled when the client gives up, its connection ends, or its deadline passes.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Goes beside the status.</summary>
    public GrpcMetadata Trailers { get; } = new();

    /// <summary>Metadata of the request; null when there is none of the name.</summary>
    public string? Metadata(string name) => Http.Request.Headers.TryGetValue(name, out var values) ? values.ToString() : null;

    /// <summary>Sends the headers now, before the first message.</summary>
    public async Task SendHeadersAsync(GrpcMetadata? metadata = null)
    {
        foreach (var (name, value) in metadata ?? [])
        {
            if (!GrpcMetadata.IsReserved(name)) Http.Response.Headers.Append(name, value);
        }

        if (_headersSent) return;
        _headersSent = true;
        await Http.Response.BodyWriter.FlushAsync(CancellationToken);
    }
}
