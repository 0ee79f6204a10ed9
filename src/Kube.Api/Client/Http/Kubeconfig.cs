using System.Security.Cryptography.X509Certificates;

namespace Kube.Api.Client.Http;

/// <summary>How to reach a cluster and who to be there: what a kubeconfig's context says.</summary>
/// <remarks>Read: <c>server</c>, <c>certificate-authority(-data)</c>, <c>tls-server-name</c>, <c>insecure-skip-tls-verify</c>, <c>client-certificate(-data)</c>,
/// <c>client-key(-data)</c>, <c>token</c>, <c>tokenFile</c>, <c>username</c>, <c>password</c>, <c>exec</c>, <c>as</c>, <c>proxy-url</c>, <c>namespace</c>. Paths are relative to the file. Immutable.</remarks>
public sealed partial class Kubeconfig
{
    /// <summary>Where the API server is. Required.</summary>
    public required Uri Server { get; init; }

    /// <summary>PEM of the authorities that may sign the server's certificate; null trusts those of the machine.</summary>
    public string? CertificateAuthorityPem { get; init; }

    /// <summary>The name that the server's certificate must hold instead of the one in <see cref="Server"/>; null for that one.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Whether any server certificate will do. Default false.</summary>
    public bool InsecureSkipTlsVerify { get; init; }

    /// <summary>PEM of the client's certificate; null for none.</summary>
    public string? ClientCertificatePem { get; init; }

    /// <summary>PEM of the client's private key; null for none.</summary>
    public string? ClientKeyPem { get; init; }

    /// <summary>The bearer token; null for none.</summary>
    public string? Token { get; init; }

    /// <summary>A file that holds the bearer token and may be replaced: it is read again every minute, and after a refusal. Goes before <see cref="Token"/>; null for none.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The user of basic authentication, where neither token nor program is given; null for none.</summary>
    public string? Username { get; init; }

    /// <summary>The password of basic authentication.</summary>
    public string? Password { get; init; }

    /// <summary>Whom to act as; null: oneself.</summary>
    public string? Impersonate { get; init; }

    /// <summary>A program that gives credentials; null for none.</summary>
    public ExecPlugin? Exec { get; init; }

    /// <summary>The proxy on the way; null: the environment's.</summary>
    public Uri? ProxyUrl { get; init; }

    /// <summary>The namespace that commands without one mean. Default <c>default</c>.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Reads a kubeconfig file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="context">The context; null for the file's current one.</param>
    /// <exception cref="KubeconfigException">The file is not a kubeconfig, or lacks what the context names.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static Kubeconfig Load(string path, string? context = null) =>
        Parse(File.ReadAllText(path), Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".", context);

    /// <summary>Reads the text of a kubeconfig.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="directory">What relative paths in it start from.</param>
    /// <param name="context">The context; null for the text's current one.</param>
    /// <exception cref="KubeconfigException">The text is not a kubeconfig, or lacks what the context names.</exception>
    /// <exception cref="IOException">A file that it names cannot be read.</exception>
    public static Kubeconfig Parse(string text, string directory, string? context = null) => new KubeconfigSources().Add(text, directory).Read(context);

    /// <summary>Reads a kubeconfig that names a cluster and nobody to be there, such as clusters publish for those who join: its first cluster.</summary>
    /// <param name="text">YAML or JSON, without paths.</param>
    /// <exception cref="KubeconfigException">The text is not a kubeconfig, or has no cluster.</exception>
    public static Kubeconfig ParseCluster(string text) => new KubeconfigSources().Add(text, ".").ReadCluster();

    /// <summary>The client's certificate with its key, made for TLS; null when the kubeconfig has none. The caller disposes it.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The PEM texts do not hold a certificate and its key.</exception>
    public X509Certificate2? LoadClientCertificate() =>
        ClientCertificatePem is { } certificate && ClientKeyPem is { } key ? X509Certificate2.CreateFromPem(certificate, key) : null;
}
