using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kube.Api.Authentication.Certificates;

/// <summary>A certificate and its private key as two PEM files, <c>name.crt</c> and <c>name.key</c>; the key is readable by its owner alone.</summary>
internal static class PemPair
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static string CertificatePath(string directory, string name) => Path.Combine(directory, name + ".crt");

    public static string KeyPath(string directory, string name) => Path.Combine(directory, name + ".key");

    /// <summary>The pair, or null when either file is missing.</summary>
    /// <exception cref="CryptographicException">A file does not hold what its name says.</exception>
    public static X509Certificate2? TryLoad(string directory, string name)
    {
        var certificate = CertificatePath(directory, name);
        var key = KeyPath(directory, name);
        if (!File.Exists(certificate) || !File.Exists(key)) return null;
        return X509Certificate2.CreateFromPemFile(certificate, key);
    }

    public static void Save(string directory, string name, X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey() ?? throw new CryptographicException("the certificate has no ECDSA private key");

        // The key first: a certificate without its key would be taken for a damaged pair.
        PrivateFile.Write(KeyPath(directory, name), key.ExportECPrivateKeyPem() + "\n", OwnerOnly);
        PrivateFile.Write(CertificatePath(directory, name), certificate.ExportCertificatePem() + "\n", OwnerOnly);
    }
}
