using System.Security.Cryptography.X509Certificates;
using YamlDotNet.RepresentationModel;

namespace Kube.Api.Client.Http;

/// <summary>How to reach a cluster and who to be there: what a kubeconfig's context says.</summary>
/// <remarks>Read: <c>server</c>, <c>certificate-authority(-data)</c>, <c>tls-server-name</c>, <c>insecure-skip-tls-verify</c>, <c>client-certificate(-data)</c>,
/// <c>client-key(-data)</c>, <c>token</c>, <c>tokenFile</c>, <c>namespace</c>. Paths are relative to the file. Immutable.</remarks>
public sealed class Kubeconfig
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
    public static Kubeconfig Parse(string text, string directory, string? context = null)
    {
        var root = ReadRoot(text);
        context ??= Text(root, "current-context");
        if (string.IsNullOrEmpty(context)) throw new KubeconfigException("no context is chosen: current-context is empty");
        var chosen = Named(root, "contexts", "context", context);
        var clusterName = Text(chosen, "cluster") ?? throw new KubeconfigException($"context \"{context}\" names no cluster");
        var cluster = Named(root, "clusters", "cluster", clusterName);
        var user = Text(chosen, "user") is { Length: > 0 } userName ? Named(root, "users", "user", userName) : [];

        var uri = ServerOf(cluster, clusterName);
        return new Kubeconfig
        {
            Server = uri,
            CertificateAuthorityPem = DataOrFile(cluster, "certificate-authority", directory),
            TlsServerName = Text(cluster, "tls-server-name"),
            InsecureSkipTlsVerify = Text(cluster, "insecure-skip-tls-verify") == "true",
            ClientCertificatePem = DataOrFile(user, "client-certificate", directory),
            ClientKeyPem = DataOrFile(user, "client-key", directory),
            Token = Text(user, "token") ?? (Text(user, "tokenFile") is { } file ? File.ReadAllText(Path.Combine(directory, file)).Trim() : null),
            Namespace = Text(chosen, "namespace") is { Length: > 0 } name ? name : "default",
        };
    }

    /// <summary>Reads a kubeconfig that names a cluster and nobody to be there, such as clusters publish for those who join: its first cluster.</summary>
    /// <param name="text">YAML or JSON, without paths.</param>
    /// <exception cref="KubeconfigException">The text is not a kubeconfig, or has no cluster.</exception>
    public static Kubeconfig ParseCluster(string text)
    {
        if (Child(ReadRoot(text), "clusters") is not YamlSequenceNode { Children: [YamlMappingNode entry, ..] } || Child(entry, "cluster") is not YamlMappingNode cluster)
            throw new KubeconfigException("no cluster is in it");
        return new Kubeconfig { Server = ServerOf(cluster, Text(entry, "name") ?? ""), CertificateAuthorityPem = DataOrFile(cluster, "certificate-authority", ".") };
    }

    /// <summary>The client's certificate with its key, made for TLS; null when the kubeconfig has none. The caller disposes it.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The PEM texts do not hold a certificate and its key.</exception>
    public X509Certificate2? LoadClientCertificate() =>
        ClientCertificatePem is { } certificate && ClientKeyPem is { } key ? X509Certificate2.CreateFromPem(certificate, key) : null;

    private static Uri ServerOf(YamlMappingNode cluster, string name)
    {
        var server = Text(cluster, "server");
        return Uri.TryCreate(server, UriKind.Absolute, out var uri) ? uri : throw new KubeconfigException($"cluster \"{name}\" has no usable server: \"{server}\"");
    }

    private static YamlMappingNode ReadRoot(string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlDotNet.Core.YamlException fault)
        {
            throw new KubeconfigException($"not YAML: {fault.Message}", fault);
        }

        return stream.Documents is [{ RootNode: YamlMappingNode root }, ..] ? root : throw new KubeconfigException("not a kubeconfig: no object in it");
    }

    private static YamlMappingNode Named(YamlMappingNode root, string list, string member, string name)
    {
        foreach (var entry in Child(root, list) is YamlSequenceNode sequence ? sequence.Children : [])
        {
            if (entry is YamlMappingNode mapping && Text(mapping, "name") == name && Child(mapping, member) is YamlMappingNode value) return value;
        }

        throw new KubeconfigException($"{member} \"{name}\" is not in the kubeconfig");
    }

    private static string? DataOrFile(YamlMappingNode node, string name, string directory)
    {
        if (Text(node, name + "-data") is { Length: > 0 } data)
        {
            try
            {
                return System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(data));
            }
            catch (FormatException fault)
            {
                throw new KubeconfigException($"{name}-data is not base64", fault);
            }
        }

        return Text(node, name) is { Length: > 0 } path ? File.ReadAllText(Path.Combine(directory, path)) : null;
    }

    private static YamlNode? Child(YamlMappingNode node, string name) => node.Children.TryGetValue(new YamlScalarNode(name), out var value) ? value : null;

    private static string? Text(YamlMappingNode node, string name) => (Child(node, name) as YamlScalarNode)?.Value;
}
