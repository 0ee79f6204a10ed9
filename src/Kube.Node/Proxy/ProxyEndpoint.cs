using System.Net;

namespace Kube.Node.Proxy;

/// <summary>Where a service's traffic can go.</summary>
/// <param name="Target">Address and port.</param>
/// <param name="IsLocal">Whether it is on this node.</param>
internal sealed record ProxyEndpoint(IPEndPoint Target, bool IsLocal);
