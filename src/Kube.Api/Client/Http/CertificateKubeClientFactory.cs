using Kube.Api.Authentication;

namespace Kube.Api.Client.Http;

/// <summary>Makes clients of a cluster that is reached over HTTPS, all of them the one user that a certificate names, which may be renewed while they live. Safe for concurrent
/// use; dispose it last.</summary>
/// <remarks>All of them share connections. After a renewal new requests go over new connections; requests under way, such as watches, end where they began.</remarks>
public sealed class CertificateKubeClientFactory : IKubeClientFactory, IDisposable
{
    private readonly Kubeconfig _config;
    private readonly RotatingConnections _connections;
    private readonly TimeProvider _time;

    /// <summary>Makes a factory; connections are opened when they are needed.</summary>
    /// <param name="config">Which cluster; who to be there is left to the certificate.</param>
    /// <param name="certificates">Where the certificate comes from.</param>
    /// <param name="time">The clock of waits between attempts.</param>
    public CertificateKubeClientFactory(Kubeconfig config, IClientCertificates certificates, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(certificates);
        ArgumentNullException.ThrowIfNull(time);
        _config = new Kubeconfig
        {
            Server = config.Server,
            CertificateAuthorityPem = config.CertificateAuthorityPem,
            TlsServerName = config.TlsServerName,
            InsecureSkipTlsVerify = config.InsecureSkipTlsVerify,
        };
        _connections = new(_config, certificates);
        _time = time;
    }

    /// <summary>Makes a client.</summary>
    /// <param name="user">Not looked at: the server knows the user by the certificate.</param>
    /// <param name="name">What it is: its User-Agent, and so the field manager of writes that name none.</param>
    public IKubeClient Create(UserInfo user, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        // Disposing it would end nothing: it owns no connection.
        return new KubeClient(new HttpKubeTransport(HttpConnections.Create(_connections, _config, name, ownsHandler: false)), _time);
    }

    /// <summary>Ends the connections of all its clients.</summary>
    public void Dispose() => _connections.Dispose();
}
