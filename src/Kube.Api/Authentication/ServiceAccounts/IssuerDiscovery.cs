using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Kube.Api.Authentication.ServiceAccounts;

/// <summary>What others need to verify service accounts' tokens themselves: OpenID Connect's two documents (RFC 8414, RFC 7517). Safe for concurrent use.</summary>
public sealed class IssuerDiscovery
{
    /// <summary>Where the first document is served, on this server and under the issuer's address.</summary>
    public const string ConfigurationPath = "/.well-known/openid-configuration";

    /// <summary>Where the keys are served.</summary>
    public const string KeysPath = "/openid/v1/jwks";

    private readonly SigningKey _key;
    private readonly ServiceAccountTokenOptions _options;

    internal IssuerDiscovery(SigningKey key, IOptions<ServiceAccountTokenOptions> options)
    {
        _key = key;
        _options = options.Value;
    }

    /// <summary>The issuer's configuration as JSON; shared.</summary>
    public ReadOnlyMemory<byte> Configuration => field.IsEmpty ? field = Make(WriteConfiguration) : field;

    /// <summary>The issuer's public keys as a JSON web key set; shared.</summary>
    public ReadOnlyMemory<byte> Keys => field.IsEmpty ? field = Make(WriteKeys) : field;

    private static ReadOnlyMemory<byte> Make(Action<Utf8JsonWriter> write)
    {
        var json = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) write(writer);
        return json.WrittenMemory;
    }

    private void WriteConfiguration(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("issuer", _options.Issuer);
        writer.WriteString("jwks_uri", _options.JwksUri.Length > 0 ? _options.JwksUri : _options.Issuer.TrimEnd('/') + KeysPath);
        WriteList(writer, "response_types_supported", "id_token");
        WriteList(writer, "subject_types_supported", "public");
        WriteList(writer, "id_token_signing_alg_values_supported", "RS256");
        writer.WriteEndObject();
    }

    private void WriteKeys(Utf8JsonWriter writer)
    {
        var parameters = _key.PublicParameters();
        writer.WriteStartObject();
        writer.WriteStartArray("keys");
        writer.WriteStartObject();
        writer.WriteString("use", "sig");
        writer.WriteString("kty", "RSA");
        writer.WriteString("kid", _key.Id);
        writer.WriteString("alg", "RS256");
        writer.WriteString("n", Base64Url.EncodeToString(parameters.Modulus));
        writer.WriteString("e", Base64Url.EncodeToString(parameters.Exponent));
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, string name, string value)
    {
        writer.WriteStartArray(name);
        writer.WriteStringValue(value);
        writer.WriteEndArray();
    }
}
