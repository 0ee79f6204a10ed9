using System.Text;
using Kube.Api.Authentication.Certificates;

namespace Kube.Api.Client.Http;

/// <summary>Writes a kubeconfig with one cluster, one user and one context, all data inline.</summary>
public static class KubeconfigFile
{
    /// <summary>Writes the file, readable by its owner alone; an existing one is replaced whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="config">What to write; its texts become inline data.</param>
    /// <param name="cluster">What the cluster is called in it.</param>
    /// <param name="user">What the user is called in it.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Kubeconfig config, string cluster, string user)
    {
        ArgumentNullException.ThrowIfNull(config);
        var text = new StringBuilder("apiVersion: v1\nkind: Config\n");
        text.Append($"clusters:\n- name: {Quote(cluster)}\n  cluster:\n    server: {Quote(config.Server.GetLeftPart(UriPartial.Authority))}\n");
        Data(text, "certificate-authority-data", config.CertificateAuthorityPem);
        if (config.TlsServerName is { } name) text.Append($"    tls-server-name: {Quote(name)}\n");
        if (config.InsecureSkipTlsVerify) text.Append("    insecure-skip-tls-verify: true\n");
        text.Append($"users:\n- name: {Quote(user)}\n  user:\n");
        Data(text, "client-certificate-data", config.ClientCertificatePem);
        Data(text, "client-key-data", config.ClientKeyPem);
        if (config.Token is { } token) text.Append($"    token: {Quote(token)}\n");
        text.Append($"contexts:\n- name: {Quote(user + "@" + cluster)}\n  context:\n    cluster: {Quote(cluster)}\n    user: {Quote(user)}\n");
        if (config.Namespace != "default") text.Append($"    namespace: {Quote(config.Namespace)}\n");
        text.Append($"current-context: {Quote(user + "@" + cluster)}\n");
        PrivateFile.Write(path, text.ToString(), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static void Data(StringBuilder text, string name, string? pem)
    {
        if (pem is not null) text.Append($"    {name}: {Convert.ToBase64String(Encoding.UTF8.GetBytes(pem))}\n");
    }

    // A JSON string is a YAML string.
    private static string Quote(string value) => "\"" + System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value) + "\"";
}
