using System.Net;
using Kube.Node.Netlink;

namespace Kube.Node.Proxy;

/// <summary>Puts services' addresses on the loopback interface. What arrives at this host for one of them, from its own processes or from pods by way of their default
/// route, is then for this host. They carry a label by which a later process knows them.</summary>
internal sealed class LoopbackAddresses(string label) : IHostAddresses
{
    private readonly InterfaceAddresses _addresses = new(InterfaceAddresses.Loopback);

    public bool IsAllowed(out string? why)
    {
        // An address that every machine's loopback owns anyway, put on it and taken off again, tells without leaving a trace.
        var probe = IPAddress.Parse("127.96.0.1");
        try
        {
            _addresses.Add(probe, label);
            _addresses.Remove(probe);
            why = null;
            return true;
        }
        catch (NetlinkException e)
        {
            why = e.Message;
            return false;
        }
    }

    public void Add(IPAddress address) => _addresses.Add(address, label);

    public void Remove(IPAddress address) => _addresses.Remove(address);

    public void RemoveAllBut(IReadOnlySet<IPAddress> kept)
    {
        foreach (var address in _addresses.Labeled(label))
            if (!kept.Contains(address)) _addresses.Remove(address);
    }
}
