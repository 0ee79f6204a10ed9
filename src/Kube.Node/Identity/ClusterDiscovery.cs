using System.Buffers.Text;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Kube.Api.Client.Http;
using Kube.Node.Errors;

namespace Kube.Node.Identity;

/// <summary>Finds out who a cluster is from what it publishes, with nothing but a bootstrap token and a hash of its authority, as <c>kubeadm join</c> does.</summary>
public static class ClusterDiscovery
{
    private const string SignaturePrefix = "jws-kubeconfig-";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Reads the cluster's <c>cluster-info</c> from whoever answers, believes it when the token has signed it and its authority is one of those that were told, and
    /// reads it once more from a server that shows a certificate of that authority.</summary>
    /// <param name="server">Where to ask; where the server really is, it says itself.</param>
    /// <param name="token">The bootstrap token: <c>id.secret</c>.</param>
    /// <param name="authorityHashes">Each <c>sha256:</c> and the hexadecimal hash of an authority's public key (SubjectPublicKeyInfo); one has to match.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The cluster, with the token as its user.</returns>
    /// <exception cref="ClusterDiscoveryException">It is not the cluster that the token and the hash are for, or it does not say.</exception>
    public static async Task<Kubeconfig> DiscoverAsync(Uri server, string token, IReadOnlyCollection<string> authorityHashes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(authorityHashes);
        if (token?.Split('.') is not [{ Length: 6 } id, { Length: 16 } secret]) throw new ClusterDiscoveryException("a bootstrap token is six characters, a dot and sixteen characters");
        var text = await ReadAsync(new Kubeconfig { Server = server, InsecureSkipTlsVerify = true }, id, secret, cancellationToken);
        var cluster = Parse(text);
        Check(cluster.CertificateAuthorityPem, authorityHashes);
        // Whoever stood between could have passed on what another cluster published; only its own server has this authority's key.
        var again = await ReadAsync(new Kubeconfig { Server = server, CertificateAuthorityPem = cluster.CertificateAuthorityPem }, id, secret, cancellationToken);
        if (again != text) throw new ClusterDiscoveryException("the cluster publishes something else to those who check its certificate");
        return new() { Server = cluster.Server, CertificateAuthorityPem = cluster.CertificateAuthorityPem, Token = token };
    }

    // By itself: finding out first which resources there are, as clients do, is not for those whom nobody knows.
    private static async Task<string> ReadAsync(Kubeconfig config, string id, string secret, CancellationToken cancellationToken)
    {
        string body;
        try
        {
            using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, SslOptions = Tls(config.CertificateAuthorityPem) }) { Timeout = s_patience };
            using var response = await http.GetAsync(new Uri(config.Server, "/api/v1/namespaces/kube-public/configmaps/cluster-info"), cancellationToken);
            body = await response.Content.ReadAsStringAsync(cancellationToken);
            if (!response.IsSuccessStatusCode) throw new ClusterDiscoveryException($"cluster-info cannot be read: {Entry(body, ["message"]) ?? response.ReasonPhrase}");
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ClusterDiscoveryException($"cluster-info cannot be read: {e.Message}", e);
        }

        var text = Entry(body, ["data", "kubeconfig"]) ?? throw new ClusterDiscoveryException("cluster-info has no kubeconfig");
        var signature = Entry(body, ["data", SignaturePrefix + id])
            ?? throw new ClusterDiscoveryException($"cluster-info is not signed by the token {id}: it is not known there, or not for signing");
        return IsSigned(text, signature, id, secret) ? text : throw new ClusterDiscoveryException($"the signature of cluster-info by the token {id} is wrong");
    }

    private static SslClientAuthenticationOptions Tls(string? authorities)
    {
        // What is read from whoever answers is believed for its signature alone.
        if (authorities is null) return new() { RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null };
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.CustomTrustStore.ImportFromPem(authorities);
        return new() { CertificateChainPolicy = policy };
    }

    private static string? Entry(string json, string[] path)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var at = document.RootElement;
            foreach (var name in path)
                if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at)) return null;
            return at.ValueKind == JsonValueKind.String ? at.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // JWS with HS256, the text itself left out.
    private static bool IsSigned(string text, string signature, string id, string secret)
    {
        if (signature.Split('.') is not [var header, "", var shown]) return false;
        try
        {
            using var said = JsonDocument.Parse(Base64Url.DecodeFromChars(header));
            if (said.RootElement.GetProperty("alg").GetString() != "HS256" || said.RootElement.GetProperty("kid").GetString() != id) return false;
            var payload = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
            var right = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{header}.{payload}"));
            return CryptographicOperations.FixedTimeEquals(right, Base64Url.DecodeFromChars(shown));
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }

    private static Kubeconfig Parse(string text)
    {
        try
        {
            return Kubeconfig.ParseCluster(text);
        }
        catch (KubeconfigException e)
        {
            throw new ClusterDiscoveryException(e.Message, e);
        }
    }

    private static void Check(string? authorities, IReadOnlyCollection<string> hashes)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(authorities);
        }
        catch (CryptographicException e)
        {
            throw new ClusterDiscoveryException("the authority in cluster-info cannot be read", e);
        }

        foreach (var certificate in found)
        {
            using (certificate)
            {
                var hash = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
                if (!hashes.Contains(hash, StringComparer.OrdinalIgnoreCase)) throw new ClusterDiscoveryException($"the cluster's authority has the hash {hash}, which is not one of those given");
            }
        }

        if (found.Count == 0) throw new ClusterDiscoveryException("cluster-info names no authority");
    }
}
