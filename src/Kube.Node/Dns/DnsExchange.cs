using System.Net.Sockets;

namespace Kube.Node.Dns;

/// <summary>How a query came.</summary>
/// <param name="OverTcp">Over TCP, else UDP.</param>
/// <param name="Family">The family of addresses.</param>
/// <param name="Since">When, by <see cref="DnsMetrics.Now"/>.</param>
internal readonly record struct DnsExchange(bool OverTcp, AddressFamily Family, long Since);
