using Kube.Node.Nftables;

namespace Kube.Node.NetworkPolicy;

/// <summary>
/// The table of policies. A packet that is forwarded is looked up by its sender among the pods that may not send everything, then by its receiver among those that may not get
/// everything; the chain of such a pod asks its policies one after the other, and drops what none allows. Who a rule's peers are is entries of sets, under the rule's number.
/// </summary>
/// <remarks>
/// <code>
///  forward ─► egress-pods [source]       ─► chain of those policies ─► rule: peers, blocks, named ports ─► accept ─┐ else drop
///          ◄──────────────────────────────────────────────────────────────────────────────────────────────────────┘
///          ─► ingress-pods [destination] ─► …
/// </code>
/// What a pod's own node sends it, or gets from it, is not forwarded: it is always allowed.
/// </remarks>
internal static class PolicyTable
{
    public const string Peers = "peers", Blocks = "blocks", Named = "named-ports";

    /// <summary>The set of pods that policies of a direction are about.</summary>
    public static string PodsOf(PolicyDirection direction) => direction == PolicyDirection.Ingress ? "ingress-pods" : "egress-pods";

    /// <summary>An empty table, in place of whatever was there.</summary>
    public static void Build(NftBatch batch, IPFamily family)
    {
        Remove(batch);
        batch.AddTable();
        batch.AddSet(new(PodsOf(PolicyDirection.Ingress), family.Address) { HasVerdicts = true });
        batch.AddSet(new(PodsOf(PolicyDirection.Egress), family.Address) { HasVerdicts = true });
        batch.AddSet(new(Peers, NftField.Number, family.Address));
        batch.AddSet(new(Blocks, NftField.Number, family.Address) { IsInterval = true });
        batch.AddSet(new(Named, NftField.Number, family.Address, NftField.Protocol, NftField.Port));
        foreach (var (direction, priority, offset) in (ReadOnlySpan<(PolicyDirection, int, int)>)
                 [(PolicyDirection.Egress, 0, family.SourceOffset), (PolicyDirection.Ingress, 1, family.DestinationOffset)])
        {
            var chain = direction.ToString().ToLowerInvariant();
            batch.AddBaseChain(chain, "filter", NftNumbers.HookForward, priority);
            batch.AddRule(chain, rule => rule
                .ConnectionState(0).Bits(0, BitConverter.GetBytes(NftNumbers.ConntrackEstablished | NftNumbers.ConntrackRelated), new byte[4]).NotEqual(0, new byte[4]).Accept());
            batch.AddRule(chain, rule => rule.Network(0, offset, family.Size).VerdictMap(PodsOf(direction), 0));
        }
    }

    /// <summary>Removes the table; one that is not there is success.</summary>
    public static void Remove(NftBatch batch)
    {
        batch.AddTable();
        batch.DeleteTable();
    }
}
