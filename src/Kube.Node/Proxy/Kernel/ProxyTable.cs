using Kube.Node.Nftables;

namespace Kube.Node.Proxy.Kernel;

/// <summary>
/// The proxy's table: few chains that never change, and sets that services are entries of. A packet to a service is looked up by address, protocol and port, and goes to the
/// chain for that many endpoints, which draws one of them by number: so a service costs its own entries, and nothing of the others is touched when it changes.
/// </summary>
/// <remarks>
/// <code>
///  prerouting, output (nat) ─► services: service-ips, service-nodeports, host-ports ─► balancing chain: affinity, endpoints ─► destination
///  postrouting (nat)        ─► masquerade what was marked, and what comes back to where it came from
///  before that (filter)     ─► sources that a load balancer's service does not want; services without endpoints
/// </code>
/// </remarks>
internal sealed class ProxyTable(IPFamily family, ProxyTableOptions options)
{
    public const string ServiceIPs = "service-ips", NodePorts = "service-nodeports", Endpoints = "endpoints", Members = "affinity-members", Affinity = "affinity";
    public const string NoEndpoints = "no-endpoint-services", NoEndpointNodePorts = "no-endpoint-nodeports", ClusterIPs = "cluster-ips", Hairpins = "hairpin-connections";
    public const string Firewalled = "firewalled", Allowed = "allowed-sources", HostPorts = "host-ports", AnyHostPorts = "host-ports-anywhere";
    public const string RejectChain = "reject-chain", MarkChain = "mark-for-masquerade";

    private const string ServicesChain = "services", MasqueradeChain = "masquerading", EndpointsCheck = "service-endpoints-check", ClusterIPsCheck = "cluster-ips-check";
    private const int MostClients = 1 << 20;

    // Upstream's numbers: just before and just after addresses are translated.
    private const int DestinationNat = -100, BeforeNat = DestinationNat - 10, AfterNat = DestinationNat + 10, SourceNat = 100;

    /// <summary>The bit of packets' marks that says: masquerade.</summary>
    private const uint MasqueradeBit = 0x4000;
    private const uint LocalAddress = 2;

    public IPFamily Family => family;

    public ProxyTableOptions Options => options;

    /// <summary>An empty table, in place of whatever was there.</summary>
    public void Build(NftBatch batch)
    {
        Remove(batch);
        batch.AddTable();
        AddSets(batch);
        foreach (var chain in (string[])[RejectChain, MarkChain, ServicesChain, MasqueradeChain, EndpointsCheck, ClusterIPsCheck]) batch.AddChain(chain);
        AddServices(batch);
        AddMasquerading(batch);
        AddChecks(batch);
    }

    /// <summary>Removes the table; one that is not there is success.</summary>
    public void Remove(NftBatch batch)
    {
        batch.AddTable();
        batch.DeleteTable();
    }

    /// <summary>Loads where a packet goes: address, protocol, port. For node ports, which are all of the host's addresses, the address is zero.</summary>
    /// <returns>The next free register.</returns>
    public int LoadPlace(NftRule rule, int register, bool isNodePort)
    {
        if (isNodePort) rule.Load(register, new byte[family.Size]);
        else rule.Network(register, family.DestinationOffset, family.Size);
        rule.Protocol(register + family.Words).Transport(register + family.Words + 1, 2, 2);
        return register + family.Words + 2;
    }

    /// <summary>Lets only packets to or from this host's own addresses go on.</summary>
    public static void OnlyLocal(NftRule rule, bool isSource) => rule.AddressType(0, isSource).Equal(0, BitConverter.GetBytes(LocalAddress));

    private void AddSets(NftBatch batch)
    {
        var (address, protocol, port, number) = (family.Address, NftField.Protocol, NftField.Port, NftField.Number);
        NftField[] endpoint = [address, port];
        batch.AddSet(new(ServiceIPs, address, protocol, port) { HasVerdicts = true });
        batch.AddSet(new(NodePorts, protocol, port) { HasVerdicts = true });
        batch.AddSet(new(Endpoints, address, protocol, port, number) { Data = endpoint });
        batch.AddSet(new(Members, address, protocol, port, address, port));
        batch.AddSet(new(Affinity, address, address, protocol, port) { Data = endpoint, IsDynamic = true, Size = MostClients });
        batch.AddSet(new(NoEndpoints, address, protocol, port) { HasVerdicts = true });
        batch.AddSet(new(NoEndpointNodePorts, protocol, port) { HasVerdicts = true });
        batch.AddSet(new(ClusterIPs, address));
        batch.AddSet(new(Hairpins, address, address));
        batch.AddSet(new(Firewalled, address, protocol, port));
        batch.AddSet(new(Allowed, address, protocol, port, address) { IsInterval = true });
        batch.AddSet(new(HostPorts, address, protocol, port) { Data = endpoint });
        batch.AddSet(new(AnyHostPorts, protocol, port) { Data = endpoint });
    }

    private void AddServices(NftBatch batch)
    {
        batch.AddBaseChain("nat-prerouting", "nat", NftNumbers.HookPrerouting, DestinationNat);
        batch.AddBaseChain("nat-output", "nat", NftNumbers.HookOutput, DestinationNat);
        batch.AddRule("nat-prerouting", rule => rule.Jump(ServicesChain));
        batch.AddRule("nat-output", rule => rule.Jump(ServicesChain));
        batch.AddRule(ServicesChain, rule =>
        {
            LoadPlace(rule, 0, isNodePort: false);
            rule.VerdictMap(ServiceIPs, 0);
        });
        batch.AddRule(ServicesChain, rule =>
        {
            LoadNodePort(rule);
            rule.VerdictMap(NodePorts, 0);
        });
        batch.AddRule(ServicesChain, rule =>
        {
            LoadPlace(rule, 0, isNodePort: false);
            rule.Map(HostPorts, 0, 8).DestinationNat(family.Number, 8, 8 + family.Words);
        });
        batch.AddRule(ServicesChain, rule =>
        {
            LoadNodePort(rule);
            rule.Map(AnyHostPorts, 0, 8).DestinationNat(family.Number, 8, 8 + family.Words);
        });
    }

    // The loopback's addresses are left out: what comes from them cannot leave the host.
    private void LoadNodePort(NftRule rule)
    {
        OnlyLocal(rule, isSource: false);
        if (family == IPFamily.V4) rule.Network(0, family.DestinationOffset, 1).NotEqual(0, [127]);
        rule.Protocol(0).Transport(1, 2, 2);
    }

    private void AddMasquerading(NftBatch batch)
    {
        batch.AddRule(MarkChain, rule => rule.Mark(0).Bits(0, BitConverter.GetBytes(~MasqueradeBit), BitConverter.GetBytes(MasqueradeBit)).SetMark(0));
        batch.AddBaseChain("nat-postrouting", "nat", NftNumbers.HookPostrouting, SourceNat);
        batch.AddRule("nat-postrouting", rule => rule.Mark(0).Bits(0, BitConverter.GetBytes(MasqueradeBit), new byte[4]).NotEqual(0, new byte[4]).Goto(MasqueradeChain));
        batch.AddRule("nat-postrouting", rule => rule
            .Network(0, family.SourceOffset, family.Size).Network(family.Words, family.DestinationOffset, family.Size).In(Hairpins, 0).Masquerade());
        batch.AddRule(MasqueradeChain, rule => rule.Mark(0).Bits(0, BitConverter.GetBytes(~MasqueradeBit), new byte[4]).SetMark(0));
        batch.AddRule(MasqueradeChain, rule => rule.Masquerade());
    }

    private void AddChecks(NftBatch batch)
    {
        batch.AddRule(RejectChain, rule => rule.Reject(family == IPFamily.V6));
        batch.AddRule(EndpointsCheck, rule =>
        {
            LoadPlace(rule, 0, isNodePort: false);
            rule.VerdictMap(NoEndpoints, 0);
        });
        batch.AddRule(EndpointsCheck, rule =>
        {
            LoadNodePort(rule);
            rule.VerdictMap(NoEndpointNodePorts, 0);
        });
        batch.AddRule(ClusterIPsCheck, rule => rule.Network(0, family.DestinationOffset, family.Size).In(ClusterIPs, 0).Goto(RejectChain));

        // Where packets come in, not where they are forwarded: a node without a route to services' addresses refuses all the same.
        foreach (var (way, hook) in (ReadOnlySpan<(string, int)>)[("prerouting", NftNumbers.HookPrerouting), ("output", NftNumbers.HookOutput)])
        {
            batch.AddBaseChain($"filter-{way}-pre-dnat", "filter", hook, BeforeNat);
            batch.AddRule($"filter-{way}-pre-dnat", OnlyAllowed);
            batch.AddRule($"filter-{way}-pre-dnat", rule => New(rule).Jump(EndpointsCheck));
            batch.AddBaseChain($"filter-{way}-post-dnat", "filter", hook, AfterNat);
            batch.AddRule($"filter-{way}-post-dnat", rule => New(rule).Jump(ClusterIPsCheck));
        }
    }

    private void OnlyAllowed(NftRule rule)
    {
        var next = LoadPlace(rule, 0, isNodePort: false);
        rule.In(Firewalled, 0).Network(next, family.SourceOffset, family.Size).In(Allowed, 0, isNot: true).Drop();
    }

    private static NftRule New(NftRule rule) =>
        rule.ConnectionState(0).Bits(0, BitConverter.GetBytes(NftNumbers.ConntrackNew), new byte[4]).NotEqual(0, new byte[4]);
}
