using System.Net;
using System.Net.Sockets;
using Kube.Api.Client;
using Kube.Node.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Proxy;

/// <summary>The proxy's open listeners and the host's added addresses, changed service by service towards the rules. Used by one loop.</summary>
internal sealed class ListenerTable(IHostAddresses host, OwnedWork work, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly Dictionary<ObjectKey, Served> _services = [];
    private readonly Dictionary<IPAddress, int> _addresses = [];
    private readonly Dictionary<ListenAddress, ObjectKey> _owners = [];

    /// <summary>The addresses in use.</summary>
    public IReadOnlySet<IPAddress> Addresses => _addresses.Keys.ToHashSet();

    /// <summary>Where listeners are open.</summary>
    public IEnumerable<ListenAddress> Listening => _services.Values.SelectMany(served => served.Listeners.Keys);

    /// <summary>Makes what is open for a service agree with its rules.</summary>
    /// <returns>Whether it does now; if not, the same call again may help.</returns>
    public async ValueTask<bool> ApplyAsync(ObjectKey service, ProxyRules rules)
    {
        if (!_services.TryGetValue(service, out var served)) _services[service] = served = new Served();

        // An address without a listener refuses, as a service without endpoints does.
        var wanted = rules.Listen.Where(pair => (pair.Key.IsExternal ? pair.Value.External : pair.Value.Cluster).Length > 0).ToDictionary();
        foreach (var (address, listener) in served.Listeners.ToList())
        {
            if (wanted.ContainsKey(address)) continue;
            served.Listeners.Remove(address);
            _owners.Remove(address);
            await listener.DisposeAsync();
        }

        var complete = Claim(served, rules.Addresses);
        Rebalance(served, rules);
        foreach (var (address, rule) in wanted)
            if (!served.Listeners.ContainsKey(address)) complete &= Open(service, served, address, rule.Key);
        Release(served, rules.Addresses);
        if (served.Listeners.Count == 0 && served.Addresses.Count == 0 && rules.Listen.Count == 0) _services.Remove(service);
        return complete;
    }

    /// <summary>Closes all listeners and takes back all addresses.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.Keys.ToList())
            await ApplyAsync(service, new ProxyRules(new Dictionary<ListenAddress, ServicePortRule>(), new HashSet<IPAddress>()));
    }

    // One balancer per port and family serves all its listeners: turns and stays are the service's.
    private void Rebalance(Served served, ProxyRules rules)
    {
        var seen = new HashSet<(ServicePortKey, AddressFamily)>();
        foreach (var (address, rule) in rules.Listen)
        {
            var key = (rule.Key, address.Address.AddressFamily);
            if (!seen.Add(key)) continue;
            if (served.Balancers.TryGetValue(key, out var balancer)) balancer.Rule = rule;
            else served.Balancers[key] = new ServiceBalancer(rule, time);
        }

        foreach (var key in served.Balancers.Keys.Where(key => !seen.Contains(key)).ToList()) served.Balancers.Remove(key);
    }

    private bool Open(ObjectKey service, Served served, ListenAddress address, ServicePortKey port)
    {
        // Two services that want one place: who came first has it, the other tries again later.
        if (_owners.TryGetValue(address, out var owner) && owner != service) return false;
        var balancer = served.Balancers[(port, address.Address.AddressFamily)];
        try
        {
            served.Listeners[address] = PortListener.Start(address, balancer, work, time, logger);
            _owners[address] = service;
            return true;
        }
        catch (SocketException e)
        {
            if (served.Reported.Add(address)) ProxyLog.ListenFailed(logger, e, address, port);
            return false;
        }
    }

    private bool Claim(Served served, IReadOnlySet<IPAddress> wanted)
    {
        var complete = true;
        foreach (var address in wanted)
        {
            if (served.Addresses.Contains(address)) continue;
            try
            {
                if (!_addresses.ContainsKey(address)) host.Add(address);
                served.Addresses.Add(address);
                _addresses[address] = _addresses.GetValueOrDefault(address) + 1;
            }
            catch (IOException e)
            {
                ProxyLog.AddressFailed(logger, e);
                complete = false;
            }
        }

        return complete;
    }

    private void Release(Served served, IReadOnlySet<IPAddress> wanted)
    {
        foreach (var address in served.Addresses.Where(address => !wanted.Contains(address)).ToList())
        {
            served.Addresses.Remove(address);
            if (--_addresses[address] > 0) continue;
            _addresses.Remove(address);
            try
            {
                host.Remove(address);
            }
            catch (IOException e)
            {
                ProxyLog.AddressFailed(logger, e);
            }
        }
    }

    private sealed class Served
    {
        public Dictionary<ListenAddress, PortListener> Listeners { get; } = [];

        public Dictionary<(ServicePortKey Port, AddressFamily Family), ServiceBalancer> Balancers { get; } = [];

        public HashSet<IPAddress> Addresses { get; } = [];

        public HashSet<ListenAddress> Reported { get; } = [];
    }
}
