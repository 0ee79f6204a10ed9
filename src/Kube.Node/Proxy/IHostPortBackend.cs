using Kube.Api.Client;
using Kube.Api.Models;

namespace Kube.Node.Proxy;

/// <summary>A backend that also leads ports of the host to this node's pods. Called by the loop of <see cref="IProxyBackend"/>.</summary>
internal interface IHostPortBackend
{
    /// <summary>Makes host ports agree with pods of this node: null for one that is gone.</summary>
    /// <exception cref="IOException">The host refused; nothing is known to be done.</exception>
    void ApplyHostPorts(IReadOnlyList<(ObjectKey Key, V1Pod? Pod)> changed);
}
