using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Kube.Api.AspNetCore.Connect;

/// <summary>Which headers pass between a client and the server behind.</summary>
internal static class BackendHeaders
{
    private const string BearerProtocol = "base64url.bearer.authorization.k8s.io.";

    private static readonly HashSet<string> s_hopByHop = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Proxy-Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    /// <summary>Copies a request's headers. What proved who the client is stays here: nobody behind could be trusted with it.</summary>
    public static void CopyRequest(HttpRequest from, HttpRequestMessage to, bool upgrade)
    {
        foreach (var (name, values) in from.Headers)
        {
            if (IsCredential(name) || s_hopByHop.Contains(name) || name.StartsWith(':') || IsHost(name)) continue;
            var passed = name.Equals("Sec-WebSocket-Protocol", StringComparison.OrdinalIgnoreCase) ? WithoutToken(values) : values;
            if (passed.Count > 0 && !to.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)passed))
                to.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)passed);
        }

        if (upgrade)
        {
            to.Headers.TryAddWithoutValidation("Connection", "Upgrade");
            to.Headers.TryAddWithoutValidation("Upgrade", (IEnumerable<string?>)from.Headers.Upgrade);
        }

        if (from.HttpContext.Connection.RemoteIpAddress is not { } client) return;
        var chain = from.Headers["X-Forwarded-For"] is { Count: > 0 } before ? $"{string.Join(", ", (IEnumerable<string?>)before)}, {client}" : client.ToString();
        to.Headers.Remove("X-Forwarded-For");
        to.Headers.TryAddWithoutValidation("X-Forwarded-For", chain);
    }

    /// <summary>Adds what this server itself tells the other end.</summary>
    public static void Add(IReadOnlyList<KeyValuePair<string, string>> headers, HttpRequestMessage to)
    {
        foreach (var (name, value) in headers) to.Headers.TryAddWithoutValidation(name, value);
    }

    /// <summary>Copies an answer's headers.</summary>
    public static void CopyResponse(HttpResponseMessage from, HttpResponse to)
    {
        // What this server says by itself about every answer is the other's to say here.
        to.Headers.Remove("Cache-Control");
        Copy(from.Headers.NonValidated, to);
        Copy(from.Content.Headers.NonValidated, to);
    }

    private static void Copy(System.Net.Http.Headers.HttpHeadersNonValidated from, HttpResponse to)
    {
        foreach (var (name, values) in from)
        {
            if (!s_hopByHop.Contains(name)) to.Headers[name] = new StringValues([.. values]);
        }
    }

    private static bool IsHost(string name) => name.Equals("Host", StringComparison.OrdinalIgnoreCase);

    private static bool IsCredential(string name) =>
        name.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("X-Remote-", StringComparison.OrdinalIgnoreCase);

    private static StringValues WithoutToken(StringValues protocols) =>
        new([.. protocols.SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries))
            .Where(protocol => !protocol.StartsWith(BearerProtocol, StringComparison.Ordinal))]);
}
