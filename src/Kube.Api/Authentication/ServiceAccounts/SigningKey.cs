using System.Buffers.Text;
using System.Security.Cryptography;
using Kube.Api.Authentication.Certificates;
using Microsoft.Extensions.Options;

namespace Kube.Api.Authentication.ServiceAccounts;

/// <summary>The key that signs service accounts' tokens: RSA, 2048 bits, loaded or made when it is first needed. Thread-safe.</summary>
internal sealed class SigningKey(IOptions<ServiceAccountTokenOptions> options) : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int Bits = 2048;

    private readonly Lazy<(RSA Rsa, string Id)> _key = new(() => Load(options.Value.KeyPem, options.Value.KeyFile));

    /// <summary>The name of the key in tokens and key sets: the digest of its public half, as upstream names keys.</summary>
    public string Id => _key.Value.Id;

    public byte[] Sign(ReadOnlySpan<byte> text) => _key.Value.Rsa.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    public bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) =>
        _key.Value.Rsa.VerifyData(text, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    public RSAParameters PublicParameters() => _key.Value.Rsa.ExportParameters(includePrivateParameters: false);

    public void Dispose()
    {
        if (_key.IsValueCreated) _key.Value.Rsa.Dispose();
    }

    private static (RSA, string) Load(string pem, string file)
    {
        var rsa = RSA.Create(Bits);
        try
        {
            if (pem.Length > 0) rsa.ImportFromPem(pem);
            else if (file.Length > 0 && File.Exists(file)) rsa.ImportFromPem(File.ReadAllText(file));
            else if (file.Length > 0)
            {
                PrivateFile.Write(Path.ChangeExtension(file, ".pub"), rsa.ExportSubjectPublicKeyInfoPem() + "\n", OwnerOnly);
                PrivateFile.Write(file, rsa.ExportRSAPrivateKeyPem() + "\n", OwnerOnly);
            }
        }
        catch
        {
            rsa.Dispose();
            throw;
        }

        return (rsa, Base64Url.EncodeToString(SHA256.HashData(rsa.ExportSubjectPublicKeyInfo())));
    }
}
