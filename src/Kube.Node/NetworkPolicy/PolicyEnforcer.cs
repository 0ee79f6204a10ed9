using Kube.Api.Client;
using Kube.Node.Netlink;
using Kube.Node.Nftables;
using Microsoft.Extensions.Logging;

namespace Kube.Node.NetworkPolicy;

/// <summary>Keeps the tables of one network namespace as the policies want them: each change of the state is one atomic change of each table. Used by one loop.</summary>
internal sealed class PolicyEnforcer : IDisposable
{
    private readonly PolicyState _state;
    private readonly NetfilterSocket _socket;
    private readonly FamilyTable[] _tables;
    private readonly ILogger _logger;

    /// <exception cref="NetlinkException">This process may not.</exception>
    public PolicyEnforcer(PolicyState state, NetworkNamespace place, string table, ILogger logger)
    {
        _state = state;
        _logger = logger;
        _socket = new NetfilterSocket(place);
        _tables = [.. IPFamily.OfThisHost.Select(family => new FamilyTable(state, family, table))];
        place.Run(() =>
        {
            // Pods of one bridge reach each other without being forwarded, unless bridges show their packets to the rules.
            foreach (var setting in (string[])["net.bridge.bridge-nf-call-iptables", "net.bridge.bridge-nf-call-ip6tables"]) Runtime.Process.Sysctl.TryWrite(setting, "1");
        });
    }

    /// <summary>Brings what changed into the tables.</summary>
    /// <exception cref="NetlinkException">The kernel refused; nothing changed, and the next call tries all of it again.</exception>
    public void Apply()
    {
        foreach (var table in _tables)
        {
            try
            {
                table.Apply(_state, _socket);
            }
            catch (NetlinkException e)
            {
                // Somebody else changed the table: made anew it is as it should be.
                PolicyLog.RulesFailed(_logger, e);
                table.Rebuild(_socket);
            }
        }

        _state.Settle();
    }

    public void Dispose()
    {
        try
        {
            foreach (var table in _tables) table.Remove(_socket);
        }
        catch (NetlinkException e)
        {
            PolicyLog.RulesFailed(_logger, e);
        }

        _socket.Dispose();
    }

    private readonly record struct Owner(bool IsPod, ObjectKey Key);

    private sealed class FamilyTable(PolicyState policies, IPFamily family, string name)
    {
        private readonly PolicyCompiler _compiler = new(policies, family);
        private readonly TableState<Owner> _entries = new(keepsChains: false);
        private bool _isThere;

        public void Apply(PolicyState state, NetfilterSocket socket)
        {
            // Policies first: the chains of pods are made of what they say.
            List<(Owner, Dictionary<EntryKey, EntryValue>)> wanted =
            [
                .. state.TouchedPolicies.Select(key => (new Owner(IsPod: false, key), _compiler.Entries(key))).ToList(),
                .. state.Pods.Where(pod => pod.IsHere).Select(pod => pod.Key).Concat(state.TouchedPods).Distinct().Select(key => (new Owner(IsPod: true, key), _compiler.Entries(state.Pod(key)))),
            ];
            var batch = new NftBatch(family.Number, name);
            if (!_isThere) PolicyTable.Build(batch, family);
            _entries.Apply(wanted, batch);
            socket.Commit(batch);
            _isThere = true;
        }

        public void Rebuild(NetfilterSocket socket)
        {
            var batch = new NftBatch(family.Number, name);
            PolicyTable.Build(batch, family);
            _entries.WriteAll(batch);
            socket.Commit(batch);
            _isThere = true;
        }

        public void Remove(NetfilterSocket socket)
        {
            var batch = new NftBatch(family.Number, name);
            PolicyTable.Remove(batch);
            socket.Commit(batch);
        }
    }
}
