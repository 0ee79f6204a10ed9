using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Node.Netlink;
using Kube.Node.Nftables;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Proxy.Kernel;

/// <summary>Serves services by rules of the kernel (nftables), in one network namespace. All that changed since the last time is one atomic change of each table.</summary>
internal sealed class KernelProxy : IProxyBackend, IHostPortBackend
{
    private readonly NetfilterSocket _socket;
    private readonly FamilyTable[] _tables;
    private readonly StaleDatagrams _stale;
    private readonly ILogger _logger;

    /// <exception cref="NetlinkException">This process may not.</exception>
    public KernelProxy(NetworkNamespace place, ProxyTableOptions options, ILogger logger)
    {
        _logger = logger;
        _socket = new NetfilterSocket(place);
        _tables = [.. IPFamily.OfThisHost.Select(family => new FamilyTable(new(family, options)))];
        _stale = new StaleDatagrams(new ConnectionTable(_socket));
        // What pods of one bridge say to each other through a service comes back by way of the rules only if bridges show them their packets.
        place.Run(() =>
        {
            foreach (var setting in (string[])["net.bridge.bridge-nf-call-iptables", "net.bridge.bridge-nf-call-ip6tables", "net.ipv4.ip_forward"])
                Runtime.Process.Sysctl.TryWrite(setting, "1");
            // A host that forwards IPv6 no longer listens to routers: only where there are pods to forward to.
            if (options.ClusterCidrs.Any(range => IPFamily.V6.Has(range.BaseAddress))) Runtime.Process.Sysctl.TryWrite("net.ipv6.conf.all.forwarding", "1");
        });
    }

    public ValueTask<IReadOnlyList<ObjectKey>> ApplyAsync(IReadOnlyList<ServiceState> changed, NodePlace place)
    {
        var again = new HashSet<ObjectKey>();
        foreach (var table in _tables)
        {
            var refused = Apply(
                table,
                [.. changed.Select(state => (
                    new EntryOwner(IsPod: false, state.Key),
                    state.Service is { } service ? ServiceEntries.Of(table.Table, service, state.Slices, place) : []))]);
            foreach (var owner in refused) again.Add(owner.Key);
        }

        _stale.Forget(changed, place);
        return ValueTask.FromResult<IReadOnlyList<ObjectKey>>([.. again]);
    }

    public IReadOnlyList<ObjectKey> ApplyHostPorts(IReadOnlyList<(ObjectKey Key, V1Pod? Pod)> changed)
    {
        var again = new HashSet<ObjectKey>();
        foreach (var table in _tables)
        {
            var refused = Apply(table, [.. changed.Select(entry => (new EntryOwner(IsPod: true, entry.Key), entry.Pod is { } pod ? ServiceEntries.OfHostPorts(table.Table, pod) : []))]);
            foreach (var owner in refused) again.Add(owner.Key);
        }

        _stale.ForgetHostPorts(changed);
        return [.. again];
    }

    public ValueTask DisposeAsync()
    {
        try
        {
            foreach (var table in _tables) table.Remove(_socket);
        }
        catch (NetlinkException e)
        {
            ProxyLog.RulesFailed(_logger, e);
        }

        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private IReadOnlyList<EntryOwner> Apply(FamilyTable table, IReadOnlyList<(EntryOwner Owner, Dictionary<EntryKey, EntryValue> Entries)> wanted)
    {
        try
        {
            return table.Apply(_socket, wanted);
        }
        catch (NetlinkException e)
        {
            // Somebody else changed the table: made anew it is as it should be.
            ProxyLog.RulesFailed(_logger, e);
            table.Rebuild(_socket);
            return [];
        }
    }

    private sealed class FamilyTable(ProxyTable table)
    {
        private readonly TableState<EntryOwner> _state = new(keepsChains: true);
        private bool _isThere;

        public ProxyTable Table => table;

        public IReadOnlyList<EntryOwner> Apply(NetfilterSocket socket, IReadOnlyList<(EntryOwner Owner, Dictionary<EntryKey, EntryValue> Entries)> wanted)
        {
            var batch = new NftBatch(table.Family.Number, table.Options.Name);
            if (!_isThere) table.Build(batch);
            var refused = _state.Apply(wanted, batch);
            socket.Commit(batch);
            _isThere = true;
            return refused;
        }

        public void Rebuild(NetfilterSocket socket)
        {
            var batch = new NftBatch(table.Family.Number, table.Options.Name);
            table.Build(batch);
            _state.WriteAll(batch);
            socket.Commit(batch);
            _isThere = true;
        }

        public void Remove(NetfilterSocket socket)
        {
            var batch = new NftBatch(table.Family.Number, table.Options.Name);
            table.Remove(batch);
            socket.Commit(batch);
        }
    }
}
