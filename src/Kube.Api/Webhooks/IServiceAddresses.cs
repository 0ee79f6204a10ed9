using System.Net;

namespace Kube.Api.Webhooks;

/// <summary>Finds where a service of the cluster is reached from here, without the cluster's own proxy and names.</summary>
internal interface IServiceAddresses
{
    /// <summary>An address behind a port of a service; the name that an external service stands for.</summary>
    /// <exception cref="Errors.ServiceUnavailableException">Nothing answers for it.</exception>
    ValueTask<EndPoint> FindAsync(string ns, string service, int port, CancellationToken cancellationToken);
}
