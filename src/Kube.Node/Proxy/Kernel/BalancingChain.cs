using System.Globalization;
using System.Net;
using Kube.Node.Nftables;

namespace Kube.Node.Proxy.Kernel;

/// <summary>
/// A chain that draws one of so many endpoints. It serves every service that has as many and the same policies: which endpoints these are, the place that the packet goes to
/// says.
/// </summary>
/// <param name="Table">The table that it is in.</param>
/// <param name="Scope">Where the traffic comes from, and where it may go.</param>
/// <param name="IsNodePort">Whether the place is a port of the host's.</param>
/// <param name="Count">How many endpoints: of <see cref="BalancingScope.Local"/> those on this node.</param>
/// <param name="Anywhere">How many endpoints there are anywhere, for traffic from within; only of <see cref="BalancingScope.Local"/>.</param>
/// <param name="AffinitySeconds">How long a client stays with its endpoint; 0: not at all.</param>
internal sealed record BalancingChain(ProxyTable Table, BalancingScope Scope, bool IsNodePort, int Count, int Anywhere, int AffinitySeconds) : NftChain
{
    /// <summary>The number of the first endpoint for traffic from within, where it has endpoints of its own.</summary>
    public const int FirstAnywhere = 0x10000;

    public override string Name => string.Create(
        CultureInfo.InvariantCulture,
        $"{(IsNodePort ? "nodeport" : "service")}-{Scope.ToString().ToLowerInvariant()}-{Count}{(Scope == BalancingScope.Local ? $"-of-{Anywhere}" : "")}{(AffinitySeconds > 0 ? $"-for-{AffinitySeconds}s" : "")}");

    public override void Build(NftBatch batch)
    {
        var table = Table;
        batch.AddChain(Name);
        switch (Scope)
        {
            case BalancingScope.Cluster:
                MarkOutsiders(batch, table);
                break;
            case BalancingScope.External:
                batch.AddRule(Name, rule => rule.Jump(ProxyTable.MarkChain));
                break;
            case BalancingScope.Local when Anywhere > 0:
                ServeInsiders(batch, table);
                break;
        }

        if (AffinitySeconds > 0) Stay(batch, table, static (_, _) => { });
        Draw(batch, table, Count, 0, static (_, _) => { });
        if (Count == 0) batch.AddRule(Name, rule => rule.Drop());
    }

    // Who has no pod's address gets answers only by way of this host.
    private void MarkOutsiders(NftBatch batch, ProxyTable table)
    {
        if (table.Options.MasqueradeAll)
        {
            batch.AddRule(Name, rule => rule.Jump(ProxyTable.MarkChain));
            return;
        }

        var ranges = table.Options.ClusterCidrs.Where(range => table.Family.Has(range.BaseAddress)).ToList();
        if (ranges.Count == 0) return;
        batch.AddRule(Name, rule =>
        {
            foreach (var range in ranges) From(rule, table, range, isNot: true);
            rule.Jump(ProxyTable.MarkChain);
        });
    }

    // Pods and the host itself reach every endpoint, as they do by the cluster IP: what comes from outside only those here.
    private void ServeInsiders(NftBatch batch, ProxyTable table)
    {
        foreach (var range in table.Options.ClusterCidrs.Where(range => table.Family.Has(range.BaseAddress)))
        {
            void FromPods(NftRule rule, ProxyTable within) => From(rule, within, range, isNot: false);
            if (AffinitySeconds > 0) Stay(batch, table, FromPods);
            Draw(batch, table, Anywhere, FirstAnywhere, FromPods);
        }

        batch.AddRule(Name, rule =>
        {
            ProxyTable.OnlyLocal(rule, isSource: true);
            rule.Jump(ProxyTable.MarkChain);
        });
        if (AffinitySeconds > 0) Stay(batch, table, static (rule, _) => ProxyTable.OnlyLocal(rule, isSource: true));
        Draw(batch, table, Anywhere, FirstAnywhere, static (rule, _) => ProxyTable.OnlyLocal(rule, isSource: true));
    }

    // A client's last endpoint, if it still is one; else it is forgotten.
    private void Stay(NftBatch batch, ProxyTable table, Action<NftRule, ProxyTable> condition)
    {
        var words = table.Family.Words;
        batch.AddRule(Name, rule =>
        {
            condition(rule, table);
            var data = LoadClient(rule, table);
            rule.Map(ProxyTable.Affinity, 0, data).In(ProxyTable.Members, words)
                .Update(ProxyTable.Affinity, 0, data, TimeSpan.FromSeconds(AffinitySeconds))
                .DestinationNat(table.Family.Number, data, data + words);
        });
        batch.AddRule(Name, rule =>
        {
            condition(rule, table);
            var data = LoadClient(rule, table);
            rule.Map(ProxyTable.Affinity, 0, data).Forget(ProxyTable.Affinity, 0, data);
        });
    }

    private void Draw(NftBatch batch, ProxyTable table, int count, int first, Action<NftRule, ProxyTable> condition)
    {
        if (count == 0) return;
        var words = table.Family.Words;
        if (AffinitySeconds > 0)
            batch.AddRule(Name, rule =>
            {
                condition(rule, table);
                var number = LoadClient(rule, table);
                rule.Random(number, count, first).Map(ProxyTable.Endpoints, words, number + 1)
                    .Update(ProxyTable.Affinity, 0, number + 1, TimeSpan.FromSeconds(AffinitySeconds))
                    .DestinationNat(table.Family.Number, number + 1, number + 1 + words);
            });

        // Also what is left of affinity when there is no room for another client.
        batch.AddRule(Name, rule =>
        {
            condition(rule, table);
            var number = table.LoadPlace(rule, 0, IsNodePort);
            rule.Random(number, count, first).Map(ProxyTable.Endpoints, 0, number + 1).DestinationNat(table.Family.Number, number + 1, number + 1 + words);
        });
    }

    private int LoadClient(NftRule rule, ProxyTable table)
    {
        rule.Network(0, table.Family.SourceOffset, table.Family.Size);
        return table.LoadPlace(rule, table.Family.Words, IsNodePort);
    }

    private static void From(NftRule rule, ProxyTable table, IPNetwork range, bool isNot)
    {
        var mask = MaskOf(range, table.Family.Size);
        rule.Network(0, table.Family.SourceOffset, table.Family.Size).Bits(0, mask, new byte[mask.Length]);
        _ = isNot ? rule.NotEqual(0, range.BaseAddress.GetAddressBytes()) : rule.Equal(0, range.BaseAddress.GetAddressBytes());
    }

    private static byte[] MaskOf(IPNetwork range, int size)
    {
        var mask = new byte[size];
        for (var bit = 0; bit < range.PrefixLength; bit++) mask[bit / 8] |= (byte)(0x80 >> (bit % 8));
        return mask;
    }
}

/// <summary>Where traffic comes from, and where it may go.</summary>
internal enum BalancingScope
{
    /// <summary>To a cluster IP.</summary>
    Cluster,

    /// <summary>From outside, to any endpoint; the answers come back by way of this host.</summary>
    External,

    /// <summary>From outside, to the endpoints on this node only; they see where it came from.</summary>
    Local,
}
