using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Kube.Api.Authentication.ServiceAccounts;

/// <summary>Writes claims as signed tokens (JWT, RS256).</summary>
internal sealed class TokenIssuer(SigningKey key)
{
    public string Issue(TokenClaims claims)
    {
        var payload = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(payload)) claims.Write(writer);
        return Sign(payload.WrittenSpan);
    }

    private string Sign(ReadOnlySpan<byte> payload)
    {
        var header = Encoding.UTF8.GetBytes($$"""{"alg":"RS256","kid":"{{key.Id}}"}""");
        var text = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        return $"{text}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(text)))}";
    }
}
