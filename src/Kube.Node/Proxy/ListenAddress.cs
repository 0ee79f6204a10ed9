using System.Net;

namespace Kube.Node.Proxy;

/// <summary>A place where the proxy listens.</summary>
/// <param name="Address">The address; any address for a node port.</param>
/// <param name="Port">The port.</param>
/// <param name="IsUdp">UDP, else TCP.</param>
/// <param name="IsExternal">Whether what comes here counts as traffic from outside.</param>
internal sealed record ListenAddress(IPAddress Address, int Port, bool IsUdp, bool IsExternal)
{
    public override string ToString() => $"{new IPEndPoint(Address, Port)}/{(IsUdp ? "udp" : "tcp")}";
}
