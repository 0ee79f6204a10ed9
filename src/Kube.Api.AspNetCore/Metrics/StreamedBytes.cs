using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Metrics;

/// <summary>How long an answer was that went out in pieces: its head does not say.</summary>
internal static class StreamedBytes
{
    private static readonly object s_key = new();

    public static void Set(HttpContext http, long bytes) => http.Items[s_key] = bytes;

    /// <summary>The length of an answer's body; 0 when it has none.</summary>
    public static long LengthOf(HttpContext http) =>
        http.Response.ContentLength ?? (http.Items.TryGetValue(s_key, out var streamed) && streamed is long bytes ? bytes : 0);
}
