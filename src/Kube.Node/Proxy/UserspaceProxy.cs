using System.Net;
using Kube.Api.Client;
using Kube.Node.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Proxy;

/// <summary>Serves services through sockets of this process, on addresses that it adds to the loopback interface where it may.</summary>
internal sealed class UserspaceProxy : IProxyBackend
{
    private readonly IHostAddresses _host;
    private readonly ServiceProxyOptions _options;
    private readonly ILogger _logger;
    private readonly ListenerTable _table;
    private readonly bool _owns;
    private readonly List<IPAddress> _nodePorts;
    private bool _started;

    public UserspaceProxy(IHostAddresses host, ServiceProxyOptions options, OwnedWork work, TimeProvider time, ILogger logger)
    {
        _host = host;
        _options = options;
        _logger = logger;
        _table = new ListenerTable(host, work, time, logger);
        _owns = OwnsAddresses();
        _nodePorts = NodePortAddresses(_owns);
    }

    public async ValueTask<IReadOnlyList<ObjectKey>> ApplyAsync(IReadOnlyList<ServiceState> changed, NodePlace place)
    {
        var again = new List<ObjectKey>();
        foreach (var state in changed)
        {
            var rules = ProxyRules.From(state.Service is { } service ? [service] : [], _ => state.Slices, place, _nodePorts, _owns);
            if (!await _table.ApplyAsync(state.Key, rules)) again.Add(state.Key);
        }

        if (!_started && _owns) RemoveLeftovers();
        _started = true;
        return again;
    }

    public ValueTask DisposeAsync() => _table.DisposeAsync();

    private void RemoveLeftovers()
    {
        try
        {
            _host.RemoveAllBut(_table.Addresses);
        }
        catch (IOException e)
        {
            ProxyLog.AddressFailed(_logger, e);
        }
    }

    private bool OwnsAddresses()
    {
        if (!_options.ServeClusterIPs) return false;
        if (_host.IsAllowed(out var why)) return true;
        ProxyLog.AddressesNotAllowed(_logger, why ?? "", string.Join(", ", NodePortAddresses(false)));
        return false;
    }

    private List<IPAddress> NodePortAddresses(bool owns)
    {
        if (_options.NodePortAddresses.Count > 0) return [.. _options.NodePortAddresses.Select(IPAddress.Parse)];
        return owns ? [IPAddress.Any, IPAddress.IPv6Any] : [IPAddress.Loopback, IPAddress.IPv6Loopback];
    }
}
