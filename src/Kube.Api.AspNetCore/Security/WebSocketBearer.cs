using System.Buffers.Text;
using System.Text;
using Kube.Api.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Kube.Api.AspNetCore.Security;

/// <summary>The token of a browser's WebSocket, which can send no header of its own: a subprotocol carries it (upstream's token/websocket/protocol.go).</summary>
internal static class WebSocketBearer
{
    private const string Prefix = "base64url.bearer.authorization.k8s.io.";

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Takes the token out of the request, so that nobody behind this server sees it; null when there is none.</summary>
    /// <exception cref="UnauthorizedException">The token is not what its prefix says, or no protocol is left beside it.</exception>
    public static string? Take(HttpRequest request)
    {
        var header = request.Headers.SecWebSocketProtocol;
        if (header.Count == 0 || !request.Headers.Upgrade.Any(static value => value?.Contains("websocket", StringComparison.OrdinalIgnoreCase) == true)) return null;

        string? token = null;
        var others = new List<string>();
        foreach (var protocol in header.SelectMany(static value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)))
        {
            if (!protocol.StartsWith(Prefix, StringComparison.Ordinal))
            {
                others.Add(protocol);
                continue;
            }

            // There may be one.
            if (token is not null) throw new UnauthorizedException();
            token = Decode(protocol.AsSpan(Prefix.Length));
        }

        if (token is null) return null;
        if (others.Count == 0) throw new UnauthorizedException();
        request.Headers.SecWebSocketProtocol = new StringValues(string.Join(", ", others));
        return token;
    }

    private static string Decode(ReadOnlySpan<char> text)
    {
        // Padding would be no character of a subprotocol.
        if (text.IsEmpty || text.Contains('=') || !Base64Url.IsValid(text)) throw new UnauthorizedException();
        try
        {
            return s_strict.GetString(Base64Url.DecodeFromChars(text));
        }
        catch (DecoderFallbackException)
        {
            throw new UnauthorizedException();
        }
    }
}
