using System.Net;
using Kube.Node.Errors;
using Kube.Node.Netlink;

namespace Kube.Node.Runtime.Process;

/// <summary>
/// The node's bridge and the addresses of its pods. Pods reach each other through the bridge, and everything else (the host, service addresses) through its address, the gateway.
/// Without isolation pods have loopback addresses: distinct, but with no interface of their own.
/// </summary>
internal sealed class PodNetwork(ProcessRuntimeOptions options, Leftovers leftovers, bool isolated)
{
    private const string LoopbackRange = "127.64.0.0/16";

    private readonly Lock _lock = new();
    private readonly List<IPAddress> _early = [];
    private AddressPool? _pool = !isolated ? new(LoopbackRange) : options.PodCidr.Length > 0 ? new(options.PodCidr) : null;
    private int _bridge;

    /// <summary>Whether the range is known.</summary>
    public bool IsReady
    {
        get
        {
            lock (_lock) return _pool is not null;
        }
    }

    /// <summary>Changes the range; true when it was another.</summary>
    public bool Use(string cidr)
    {
        lock (_lock)
        {
            if (!isolated || _pool?.Network == IPNetwork.Parse(cidr))
                return false;
            var old = _pool;
            _pool = new(cidr);
            // Pods of an earlier life, that were found before the range was known.
            foreach (var address in _early.Where(_pool.Network.Contains)) _pool.Claim(address);
            _early.Clear();
            if (_bridge != 0 && old is not null)
            {
                using var netlink = new NetworkLinks();
                netlink.RemoveAddress(_bridge, old.Gateway, old.Network.PrefixLength);
                netlink.AddAddress(_bridge, _pool.Gateway, _pool.Network.PrefixLength);
            }

            return true;
        }
    }

    public void Claim(string address)
    {
        lock (_lock)
        {
            if (!IPAddress.TryParse(address, out var parsed))
                return;
            if (_pool is null)
                _early.Add(parsed);
            else if (_pool.Network.Contains(parsed))
                _pool.Claim(parsed);
        }
    }

    public IPAddress Take()
    {
        lock (_lock)
            return Pool.Take() ?? throw new RuntimeFailureException("pod network", $"no address is free in {Pool.Network}");
    }

    /// <summary>Gives an address back after the interface that had it is gone.</summary>
    public void Release(string sandboxId, string address)
    {
        if (address.Length == 0)
            return;
        if (isolated)
        {
            using var netlink = new NetworkLinks();
            netlink.Delete(LinkName(sandboxId));
        }

        lock (_lock)
        {
            if (_pool?.Network.Contains(IPAddress.Parse(address)) == true)
                _pool.Return(IPAddress.Parse(address));
        }
    }

    /// <summary>How a sandbox is connected; makes the bridge first.</summary>
    public PodLink LinkFor(string sandboxId, IPAddress address)
    {
        lock (_lock)
        {
            EnsureBridge();
            return new(LinkName(sandboxId), address, Pool.Network.PrefixLength, Pool.Gateway, _bridge);
        }
    }

    // Only asked with the lock held.
    private AddressPool Pool => _pool ?? throw new RuntimeFailureException("pod network", "the node has no range of pod addresses yet");

    private static string LinkName(string sandboxId) => "veth" + sandboxId[..10];

    private void EnsureBridge()
    {
        var index = NetworkLinks.IndexOf(options.Bridge);
        if (_bridge != 0 && index == _bridge)
            return;
        using var netlink = new NetworkLinks();
        netlink.AddBridge(options.Bridge, PodLink.HardwareAddress(Pool.Gateway));
        leftovers.Own();
        _bridge = NetworkLinks.IndexOf(options.Bridge);
        netlink.AddAddress(_bridge, Pool.Gateway, Pool.Network.PrefixLength);
        netlink.PutUp(options.Bridge);
        Sysctl.TryWrite("net.ipv4.ip_forward", "1");
    }
}
