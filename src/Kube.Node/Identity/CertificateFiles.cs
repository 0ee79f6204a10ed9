using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kube.Node.Identity;

/// <summary>
/// Where a certificate is kept with its key, in one file of PEM each time it is issued; a link names the current one (upstream's <c>client-go/util/certificate</c>):
/// <c>kubelet-client-current.pem</c> → <c>kubelet-client-2026-01-31-08-30-00.pem</c>. The one before stays for whoever has it open.
/// </summary>
internal sealed class CertificateFiles(string directory, string name)
{
    private string PendingKey => Path.Combine(directory, name + ".key.tmp");

    /// <summary>The link.</summary>
    public string Current => Path.GetFullPath(Path.Combine(directory, name + "-current.pem"));

    /// <summary>The current certificate with its key; null when there is none that can be read.</summary>
    public X509Certificate2? Load()
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(Current);
        }
        catch (Exception e) when (e is IOException or CryptographicException or UnauthorizedAccessException)
        {
            // What was cut off by a crash is asked for again.
            return null;
        }
    }

    /// <summary>Keeps a certificate, and makes it the current one.</summary>
    /// <exception cref="CryptographicException">The certificate is none, or is another key's.</exception>
    public X509Certificate2 Save(string certificatePem, ECDsa key, DateTimeOffset now)
    {
        var keyPem = key.ExportECPrivateKeyPem();
        var certificate = X509Certificate2.CreateFromPem(certificatePem, keyPem);
        PrivateFiles.MakeDirectory(directory);
        var before = new FileInfo(Current).LinkTarget;
        var path = Path.GetFullPath(Path.Combine(directory, $"{name}-{now.UtcDateTime.ToString("yyyy-MM-dd-HH-mm-ss", CultureInfo.InvariantCulture)}.pem"));
        PrivateFiles.Write(path, certificatePem.TrimEnd() + "\n" + keyPem + "\n");
        var link = Current + ".tmp";
        File.Delete(link);
        File.CreateSymbolicLink(link, path);
        File.Move(link, Current, overwrite: true);
        foreach (var old in Directory.EnumerateFiles(directory, name + "-2*.pem").Where(file => Path.GetFullPath(file) != path && Path.GetFullPath(file) != before)) File.Delete(old);
        return certificate;
    }

    /// <summary>The key that the first certificate is asked for with: the same one until it is forgotten, so that an agent that ends while it waits goes on with its request.</summary>
    public ECDsa TakePendingKey()
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(PendingKey));
            return key;
        }
        catch (Exception e) when (e is IOException or ArgumentException or CryptographicException)
        {
            key.Dispose();
        }

        key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        PrivateFiles.MakeDirectory(directory);
        PrivateFiles.Write(PendingKey, key.ExportECPrivateKeyPem() + "\n");
        return key;
    }

    public void ForgetPendingKey() => File.Delete(PendingKey);
}
