using System.Net;
using System.Net.Http.Headers;

namespace Kube.Shared.Grpc.Client;

/// <summary>Failures beneath a call, as statuses.</summary>
internal static class GrpcFailures
{
    /// <summary>Whether the server was never reached.</summary>
    public static bool IsUnsent(HttpRequestException failure) =>
        failure.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;

    public static GrpcException From(Exception failure) => failure switch
    {
        _ when Find<HttpProtocolException>(failure) is { } reset => new(OfReset(reset.ErrorCode), reset.Message, failure),
        HttpRequestException unreachable when IsUnsent(unreachable) =>
            new(GrpcStatusCode.Unavailable, $"connection error: desc = \"{unreachable.InnerException?.Message ?? unreachable.Message}\"", failure),
        HttpRequestException or IOException or ObjectDisposedException => new(GrpcStatusCode.Unavailable, $"error reading from server: {failure.Message}", failure),
        OperationCanceledException => new(GrpcStatusCode.Cancelled, "context canceled", failure),
        _ => new(GrpcStatusCode.Internal, failure.Message, failure),
    };

    /// <summary>The status that trailers, or headers of an answer without a body, say; null when they say none.</summary>
    public static (GrpcStatusCode Code, string Detail)? StatusOf(HttpHeaders headers)
    {
        if (Value(headers, GrpcText.Status) is not { } text) return null;
        var code = int.TryParse(text, out var number) && Enum.IsDefined((GrpcStatusCode)number) ? (GrpcStatusCode)number : GrpcStatusCode.Unknown;
        return (code, GrpcText.DecodeMessage(Value(headers, GrpcText.Message) ?? ""));
    }

    /// <summary>What an HTTP answer that is not gRPC's means.</summary>
    public static GrpcException? OfHttp(HttpResponseMessage response)
    {
        var contentType = response.Content.Headers.ContentType?.ToString();
        if (response.StatusCode == HttpStatusCode.OK && GrpcText.IsGrpc(contentType)) return null;
        var code = response.StatusCode switch
        {
            HttpStatusCode.OK => GrpcStatusCode.Unknown,
            HttpStatusCode.BadRequest => GrpcStatusCode.Internal,
            HttpStatusCode.Unauthorized => GrpcStatusCode.Unauthenticated,
            HttpStatusCode.Forbidden => GrpcStatusCode.PermissionDenied,
            HttpStatusCode.NotFound => GrpcStatusCode.Unimplemented,
            HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => GrpcStatusCode.Unavailable,
            _ => GrpcStatusCode.Unknown,
        };
        return new(code, $"unexpected HTTP status code received from server: {(int)response.StatusCode} ({response.ReasonPhrase}); content-type \"{contentType}\"");
    }

    public static GrpcMetadata MetadataOf(HttpHeaders headers)
    {
        var metadata = new GrpcMetadata();
        foreach (var (name, values) in headers.NonValidated)
        {
            if (GrpcMetadata.IsReserved(name)) continue;
            foreach (var value in values) metadata.Add(name, value);
        }

        return metadata;
    }

    private static string? Value(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    // The numbers are HTTP/2's error codes.
    private static GrpcStatusCode OfReset(long code) => code switch
    {
        7 => GrpcStatusCode.Unavailable,
        8 => GrpcStatusCode.Cancelled,
        11 => GrpcStatusCode.ResourceExhausted,
        12 => GrpcStatusCode.PermissionDenied,
        _ => GrpcStatusCode.Internal,
    };

    private static T? Find<T>(Exception? failure) where T : Exception
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is T found) return found;
        }

        return null;
    }
}
