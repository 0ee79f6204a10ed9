using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Kube.Api.Tree;

namespace Kube.Api.Authentication.Jwt;

/// <summary>A public key of an issuer (RFC 7517): RSA or elliptic curve. Safe for concurrent use.</summary>
internal sealed class JsonWebKey : IDisposable
{
    private readonly RSA? _rsa;
    private readonly ECDsa? _curve;

    private JsonWebKey(string id, RSA? rsa, ECDsa? curve) => (Id, _rsa, _curve) = (id, rsa, curve);

    /// <summary>Every algorithm that is known.</summary>
    public static IReadOnlyList<string> Algorithms { get; } = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512"];

    public string Id { get; }

    /// <summary>Reads one key; null when it is of a kind that is not known, or not for signatures.</summary>
    public static JsonWebKey? Read(TreeObject key)
    {
        if (key.GetString("use"u8) is { Length: > 0 } use && use != "sig") return null;
        var id = key.GetString("kid"u8) ?? "";
        try
        {
            switch (key.GetString("kty"u8))
            {
                case "RSA":
                    return new JsonWebKey(id, RSA.Create(new RSAParameters { Modulus = Bytes(key, "n"u8), Exponent = Bytes(key, "e"u8) }), null);
                case "EC" when CurveOf(key.GetString("crv"u8)) is { } curve:
                    return new JsonWebKey(id, null, ECDsa.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = Bytes(key, "x"u8), Y = Bytes(key, "y"u8) } }));
                default:
                    return null;
            }
        }
        catch (Exception fault) when (fault is FormatException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Whether the signature over the text is this key's.</summary>
    public bool Verify(string algorithm, ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        var hash = algorithm[2..] switch { "256" => HashAlgorithmName.SHA256, "384" => HashAlgorithmName.SHA384, _ => HashAlgorithmName.SHA512 };
        return algorithm[..2] switch
        {
            "RS" => _rsa?.VerifyData(text, signature, hash, RSASignaturePadding.Pkcs1) == true,
            "PS" => _rsa?.VerifyData(text, signature, hash, RSASignaturePadding.Pss) == true,
            _ => _curve is not null && _curve.KeySize == SizeOf(algorithm) && _curve.VerifyData(text, signature, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
        };
    }

    public void Dispose()
    {
        _rsa?.Dispose();
        _curve?.Dispose();
    }

    private static int SizeOf(string algorithm) => algorithm switch { "ES256" => 256, "ES384" => 384, _ => 521 };

    private static ECCurve? CurveOf(string? name) => name switch
    {
        "P-256" => ECCurve.NamedCurves.nistP256,
        "P-384" => ECCurve.NamedCurves.nistP384,
        "P-521" => ECCurve.NamedCurves.nistP521,
        _ => null,
    };

    private static byte[] Bytes(TreeObject key, ReadOnlySpan<byte> name) => Base64Url.DecodeFromUtf8(Encoding.UTF8.GetBytes(key.GetString(name) ?? ""));
}
