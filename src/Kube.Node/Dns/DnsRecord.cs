using System.Net;

namespace Kube.Node.Dns;

/// <summary>A record of the cluster's zone. Names are lower case, without the dot at the end.</summary>
/// <param name="Name">Whose record it is.</param>
/// <param name="Type">Its type.</param>
internal abstract record DnsRecord(string Name, ushort Type);

/// <summary>An address.</summary>
internal sealed record AddressRecord(string Name, IPAddress Address)
    : DnsRecord(Name, Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? DnsTypes.AAAA : DnsTypes.A);

/// <summary>A record that names another name: an alias, a pointer, a name server.</summary>
internal sealed record NameRecord(string Name, ushort Type, string Target) : DnsRecord(Name, Type);

/// <summary>Where a service's port is.</summary>
internal sealed record ServiceRecord(string Name, ushort Weight, ushort Port, string Target) : DnsRecord(Name, DnsTypes.SRV);

/// <summary>A text.</summary>
internal sealed record TextRecord(string Name, string Text) : DnsRecord(Name, DnsTypes.TXT);

/// <summary>The start of the zone: how long a name's absence may be remembered.</summary>
internal sealed record StartRecord(string Name, string Server, string Mailbox, uint Serial) : DnsRecord(Name, DnsTypes.SOA);
