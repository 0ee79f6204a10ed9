using System.Text;
using Kube.Api.Client.Http;

namespace Kube.Node.Identity;

/// <summary>The node's kubeconfig: it names the link of the current certificate, so that it stays as it is when that is renewed.</summary>
internal static class NodeKubeconfig
{
    /// <summary>The cluster that the node belongs to: of its own kubeconfig, else of the one that it joins by. Who to be there is left out.</summary>
    /// <exception cref="KubeconfigException">A file is none.</exception>
    /// <exception cref="IOException">There is no file.</exception>
    public static Kubeconfig Cluster(NodeCredentialsOptions options)
    {
        var config = TryLoad(options.Kubeconfig) ?? Kubeconfig.Load(options.BootstrapKubeconfig.Length > 0 ? options.BootstrapKubeconfig : options.Kubeconfig);
        return new()
        {
            Server = config.Server,
            CertificateAuthorityPem = config.CertificateAuthorityPem,
            TlsServerName = config.TlsServerName,
            InsecureSkipTlsVerify = config.InsecureSkipTlsVerify,
        };
    }

    /// <summary>Writes it, unless it is there.</summary>
    public static void Write(string path, Kubeconfig cluster, string certificateFile)
    {
        if (File.Exists(path)) return;
        var text = new StringBuilder("apiVersion: v1\nkind: Config\n");
        text.Append($"clusters:\n- name: default-cluster\n  cluster:\n    server: {Quote(cluster.Server.GetLeftPart(UriPartial.Authority))}\n");
        if (cluster.CertificateAuthorityPem is { } pem) text.Append($"    certificate-authority-data: {Convert.ToBase64String(Encoding.UTF8.GetBytes(pem))}\n");
        if (cluster.TlsServerName is { } name) text.Append($"    tls-server-name: {Quote(name)}\n");
        if (cluster.InsecureSkipTlsVerify) text.Append("    insecure-skip-tls-verify: true\n");
        text.Append($"users:\n- name: default-auth\n  user:\n    client-certificate: {Quote(certificateFile)}\n    client-key: {Quote(certificateFile)}\n");
        text.Append("contexts:\n- name: default-context\n  context:\n    cluster: default-cluster\n    user: default-auth\ncurrent-context: default-context\n");
        PrivateFiles.Write(path, text.ToString());
    }

    private static Kubeconfig? TryLoad(string path)
    {
        try
        {
            return File.Exists(path) ? Kubeconfig.Load(path) : null;
        }
        catch (IOException)
        {
            // It names a certificate that is gone: as if the node had never joined.
            return null;
        }
    }

    // A JSON string is a YAML string.
    private static string Quote(string value) => "\"" + System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value) + "\"";
}
