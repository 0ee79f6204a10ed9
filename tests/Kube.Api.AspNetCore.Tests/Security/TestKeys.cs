using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Kube.Api.AspNetCore.Tests.Security;

/// <summary>An identity provider's keys, and the tokens that they sign.</summary>
internal sealed class TestKeys : IDisposable
{
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA _stranger = RSA.Create(2048);
    private volatile string _rsaName = "rsa-1";

    /// <summary>Gives the RSA key another name, as a provider does that changes keys.</summary>
    public void Rename(string name) => _rsaName = name;

    /// <summary>The public halves, as a provider publishes them.</summary>
    public string Set()
    {
        var (rsa, curve) = (_rsa.ExportParameters(false), _curve.ExportParameters(false));
        return $$"""
            {"keys":[
              {"kty":"RSA","use":"sig","alg":"RS256","kid":"{{_rsaName}}","n":"{{Text(rsa.Modulus!)}}","e":"{{Text(rsa.Exponent!)}}"},
              {"kty":"EC","use":"sig","kid":"curve","crv":"P-256","x":"{{Text(curve.Q.X!)}}","y":"{{Text(curve.Q.Y!)}}"},
              {"kty":"oct","kid":"secret","k":"AAAA"}]}
            """;
    }

    /// <summary>Signs claims.</summary>
    /// <param name="claims">The claims, as JSON.</param>
    /// <param name="algorithm">How.</param>
    /// <param name="stranger">By a key that nobody published, under the name of one that is.</param>
    public string Sign(string claims, string algorithm = "RS256", bool stranger = false)
    {
        var name = algorithm[0] == 'E' ? "curve" : _rsaName;
        var header = new JsonObject { ["alg"] = algorithm, ["kid"] = name, ["typ"] = "JWT" };
        var text = $"{Text(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Text(Encoding.UTF8.GetBytes(claims))}";
        var bytes = Encoding.UTF8.GetBytes(text);
        var signature = algorithm switch
        {
            "ES256" => _curve.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
            "PS384" => _rsa.SignData(bytes, HashAlgorithmName.SHA384, RSASignaturePadding.Pss),
            "none" => [],
            _ => (stranger ? _stranger : _rsa).SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        };
        return $"{text}.{Text(signature)}";
    }

    public void Dispose()
    {
        _rsa.Dispose();
        _curve.Dispose();
        _stranger.Dispose();
    }

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
