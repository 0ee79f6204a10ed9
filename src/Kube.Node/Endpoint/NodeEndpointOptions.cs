using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Kube.Node.Endpoint;

/// <summary>The agent's own HTTPS endpoint, that the API server reaches for logs, commands and port forwarding. Its port is <see cref="Hosting.NodeOptions.Port"/>, where 0 takes a free one.</summary>
public sealed class NodeEndpointOptions
{
    /// <summary>The address to listen on. Default: all, since the API server comes to whichever address the node publishes; every request is authenticated and authorized.</summary>
    [Required] public IPAddress Address { get; set; } = IPAddress.Any;

    /// <summary>A PEM file of the authorities whose client certificates are trusted. Default empty: the cluster's authority when it is in this process, else none.</summary>
    public string ClientCAFile { get; set; } = "";

    /// <summary>A PEM file with the serving certificate. Default empty: one of the cluster's authority when it is in this process, else a self-signed one.</summary>
    public string TlsCertFile { get; set; } = "";

    /// <summary>A PEM file with the key of <see cref="TlsCertFile"/>. Default empty: the same file.</summary>
    public string TlsPrivateKeyFile { get; set; } = "";

    /// <summary>Names and addresses that a certificate made here holds beside the node's name and this machine's own addresses. Default none.</summary>
    public IList<IPAddress> CertificateAddresses { get; set; } = [];

    /// <summary>The directory of the machine's logs, which users with the right to <c>nodes/log</c> read. Default <c>/var/log</c>, as upstream; empty: they are shown to nobody.</summary>
    public string SystemLogDirectory { get; set; } = "/var/log";

    /// <summary>Seconds for which a review's yes is remembered. Default 300, as upstream; 0 to 3600.</summary>
    [Range(0, 3600)] public int AuthorizedCacheSeconds { get; set; } = 300;

    /// <summary>Seconds for which a review's no is remembered. Default 30, as upstream; 0 to 3600.</summary>
    [Range(0, 3600)] public int UnauthorizedCacheSeconds { get; set; } = 30;
}
