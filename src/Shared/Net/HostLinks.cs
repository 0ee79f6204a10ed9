using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Kube.Shared.Net;

/// <summary>The network interfaces of this machine, while others come and go.</summary>
internal static class HostLinks
{
    /// <summary>Far more often than links change while they are read.</summary>
    private const int Readings = 64;

    /// <summary>All of them, as they were at one moment.</summary>
    /// <exception cref="NetworkInformationException">The system does not tell.</exception>
    /// <remarks>The runtime (10.0) throws an <see cref="ArgumentException"/> when a link goes while it reads: it asks for the links and for their addresses one after the other. Then they are read again.</remarks>
    public static NetworkInterface[] All() => OfOneMoment(NetworkInterface.GetAllNetworkInterfaces);

    /// <summary>What <paramref name="read"/> gives when nothing changes meanwhile.</summary>
    internal static NetworkInterface[] OfOneMoment(Func<NetworkInterface[]> read)
    {
        for (var reading = 1; ; reading++)
        {
            try
            {
                return read();
            }
            catch (ArgumentException) when (reading < Readings)
            {
                // What was read is of two moments.
            }
        }
    }

    /// <summary>Every address of this machine, loopback among them.</summary>
    public static IEnumerable<IPAddress> Addresses() => AddressesOf(All());

    /// <summary>The addresses of <paramref name="links"/>, in their order.</summary>
    public static IEnumerable<IPAddress> AddressesOf(IEnumerable<NetworkInterface> links) =>
        links.SelectMany(static link => link.GetIPProperties().UnicastAddresses).Select(static entry => entry.Address);

    /// <summary>The IPv4 addresses of <paramref name="links"/>, in their order.</summary>
    public static IEnumerable<IPAddress> IPv4AddressesOf(IEnumerable<NetworkInterface> links) =>
        AddressesOf(links).Where(static address => address.AddressFamily == AddressFamily.InterNetwork);
}
