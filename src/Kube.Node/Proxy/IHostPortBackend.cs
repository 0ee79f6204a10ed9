using Kube.Api.Client;
using Kube.Api.Models;

namespace Kube.Node.Proxy;

/// <summary>A backend that also leads ports of the host to this node's pods. Called by the loop of <see cref="IProxyBackend"/>.</summary>
internal interface IHostPortBackend
{
    /// <summary>Makes host ports agree with pods of this node: null for one that is gone.</summary>
    /// <returns>Those that somebody else has a port of; the same again may help.</returns>
    /// <exception cref="IOException">The host refused; nothing is known to be done.</exception>
    IReadOnlyList<ObjectKey> ApplyHostPorts(IReadOnlyList<(ObjectKey Key, V1Pod? Pod)> changed);
}
