namespace Kube.Node.Identity;

/// <summary>How a node proves who it is to an API server in another process.</summary>
public sealed class NodeCredentialsOptions
{
    /// <summary>Directory of the node's certificates, each beside its key: <c>kubelet-client-current.pem</c>, <c>kubelet-server-current.pem</c>. Created when missing. Required.</summary>
    public string CertificateDirectory { get; set; } = "";

    /// <summary>Kubeconfig of the node: says where the API server is, and is written when the node gets its first certificate. Required.</summary>
    public string Kubeconfig { get; set; } = "";

    /// <summary>Kubeconfig of somebody who may ask for a node's certificate, such as the bearer of a bootstrap token; used while the node has none that is valid.
    /// Default empty: the node has joined before.</summary>
    public string BootstrapKubeconfig { get; set; } = "";

    /// <summary>For how long client certificates are asked for. Default 0: the signer decides. 0, or 10 min and more.</summary>
    public TimeSpan ClientCertificateDuration { get; set; }

    /// <summary>Whether the certificate of the node's own endpoint is asked for as well (signer <c>kubernetes.io/kubelet-serving</c>), and renewed; somebody has to approve it, and
    /// until then the endpoint ends every handshake. Default false: the endpoint has one that it signs itself.</summary>
    public bool RotateServerCertificate { get; set; }

    /// <summary>Kubeconfigs of further users that parts of this process act as, by the users' names, such as <c>system:kube-proxy</c>. Default none: what is not the node's own
    /// agent cannot be used.</summary>
    public IDictionary<string, string> Kubeconfigs { get; } = new Dictionary<string, string>();
}
