using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Kube.Api.Authentication.ServiceAccounts;

/// <summary>Reads tokens that this server signed. What a signature proves stays proven: known tokens are not verified again, only their claims are looked at.</summary>
internal sealed class VerifiedTokens(SigningKey key, IOptions<ServiceAccountTokenOptions> options)
{
    private const int MostKept = 10_000;
    private const int LongestToken = 16 << 10;

    private readonly string _issuer = options.Value.Issuer;
    private readonly ConcurrentDictionary<string, TokenClaims> _known = new(StringComparer.Ordinal);

    /// <summary>Whether the token says that it is from this issuer, and what it claims if that is true.</summary>
    /// <returns>Null, when it is none of ours.</returns>
    /// <param name="token">The token.</param>
    /// <param name="claims">Its claims; null when it is not signed by this server, or does not hold what it should.</param>
    public bool IsOurs(string token, out TokenClaims? claims)
    {
        if (_known.TryGetValue(token, out claims)) return true;
        if (token.Length > LongestToken || !TrySplit(token, out var payload, out var signed, out var signature)) return false;
        try
        {
            using var json = JsonDocument.Parse(payload);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("iss", out var issuer) || !issuer.ValueEquals(_issuer)) return false;
            if (!IsSigned(token, signed, signature) || TokenClaims.Read(json.RootElement) is not { } read) return true;
            claims = read;
        }
        catch (JsonException)
        {
            return false;
        }

        // Rather forget everything now and then than keep a list of what was used when.
        if (_known.Count >= MostKept) _known.Clear();
        _known[token] = claims;
        return true;
    }

    private bool IsSigned(string token, byte[] signed, byte[] signature)
    {
        var header = Base64Url.DecodeFromChars(token.AsSpan(0, token.IndexOf('.', StringComparison.Ordinal)));
        using var json = JsonDocument.Parse(header);
        return json.RootElement.ValueKind == JsonValueKind.Object
            && json.RootElement.TryGetProperty("alg", out var algorithm) && algorithm.ValueEquals("RS256")
            && key.Verify(signed, signature);
    }

    private static bool TrySplit(string token, out byte[] payload, out byte[] signed, out byte[] signature)
    {
        payload = signed = signature = [];
        var first = token.IndexOf('.', StringComparison.Ordinal);
        var last = token.LastIndexOf('.');
        if (first <= 0 || last <= first) return false;
        try
        {
            payload = Base64Url.DecodeFromChars(token.AsSpan(first + 1, last - first - 1));
            signature = Base64Url.DecodeFromChars(token.AsSpan(last + 1));
            signed = Encoding.ASCII.GetBytes(token[..last]);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
