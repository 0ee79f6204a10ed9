namespace Kube.Node.Dns;

/// <summary>The extensions that a client announced (RFC 6891).</summary>
/// <param name="Size">The largest datagram it takes.</param>
/// <param name="Version">The version of the extensions; 0 is the only one there is.</param>
/// <param name="WantsSignatures">It asks for DNSSEC records; there are none, but the bit goes back.</param>
internal sealed record DnsEdns(int Size, byte Version, bool WantsSignatures);
