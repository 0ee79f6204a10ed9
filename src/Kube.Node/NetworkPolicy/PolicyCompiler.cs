using System.Net;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Node.Nftables;

namespace Kube.Node.NetworkPolicy;

/// <summary>Makes entries and chains of policies, for the table of one family. Keeps the numbers that rules are known by in the table.</summary>
internal sealed class PolicyCompiler(PolicyState state, IPFamily family)
{
    private readonly Dictionary<(ObjectKey Policy, int Rule), int> _numbers = [];
    private readonly Dictionary<ObjectKey, CompiledPolicy> _compiled = [];
    private readonly Dictionary<string, RuleMatches> _combinations = [];
    private int _lastNumber;
    private int _lastCombination;

    /// <summary>What a policy's rules need in the table; empty when it is gone.</summary>
    public Dictionary<EntryKey, EntryValue> Entries(ObjectKey key)
    {
        var entries = new Dictionary<EntryKey, EntryValue>();
        if (state.Policy(key) is not { } policy)
        {
            _compiled.Remove(key);
            return entries;
        }

        var rules = PolicyRule.Of(policy);
        var matches = new List<(PolicyDirection, RuleMatch)>();
        for (var index = 0; index < rules.Count; index++) Compile(key, policy, index, rules[index], entries, matches);
        // As long as it says the same, its chains stay: only who its peers are is another matter.
        if (!_compiled.TryGetValue(key, out var before) || !before.Matches.SequenceEqual(matches)) _compiled[key] = new(++_lastNumber, matches);
        return entries;
    }

    /// <summary>What a pod of this node needs in the table: the way to the chains of its policies.</summary>
    public Dictionary<EntryKey, EntryValue> Entries(PolicyPod? pod)
    {
        var entries = new Dictionary<EntryKey, EntryValue>();
        if (pod is not { IsHere: true }) return entries;
        foreach (var direction in (ReadOnlySpan<PolicyDirection>)[PolicyDirection.Ingress, PolicyDirection.Egress])
        {
            var policies = state.PoliciesOf(pod, direction);
            if (policies.Count == 0) continue;
            var chain = EntryValue.To(new PolicyChain(family, direction, Combine(policies, direction)));
            foreach (var address in pod.Addresses.Where(family.Has)) entries[new(PolicyTable.PodsOf(direction), address.GetAddressBytes())] = chain;
        }

        return entries;
    }

    private RuleMatches Combine(IReadOnlyList<ObjectKey> policies, PolicyDirection direction)
    {
        var compiled = policies.Select(key => _compiled[key]).ToList();
        var name = $"{direction} {string.Join(' ', compiled.Select(policy => policy.Version))}";
        if (_combinations.TryGetValue(name, out var known)) return known;
        return _combinations[name] = new(
            ++_lastCombination,
            [.. compiled.SelectMany(policy => policy.Matches).Where(match => match.Direction == direction).Select(match => match.Match).Distinct()]);
    }

    private void Compile(
        ObjectKey key, V1NetworkPolicy policy, int index, PolicyRule rule, Dictionary<EntryKey, EntryValue> entries, List<(PolicyDirection, RuleMatch)> matches)
    {
        var number = NumberOf(key, index);
        var ns = policy.Metadata.Namespace!;
        var peers = rule.Peers.Count == 0 ? null : state.Pods.Where(pod => rule.Peers.Any(peer => state.IsPeer(ns, peer, pod))).ToList();
        var sets = new List<string?>();
        if (peers is null) sets.Add(null);
        else
        {
            if (rule.Peers.Any(peer => peer.IpBlock is null)) sets.Add(PolicyTable.Peers);
            if (rule.Peers.Any(peer => peer.IpBlock is not null)) sets.Add(PolicyTable.Blocks);
            foreach (var address in peers.SelectMany(pod => pod.Addresses).Where(family.Has)) entries[new(PolicyTable.Peers, [.. BitConverter.GetBytes(number), .. address.GetAddressBytes()])] = EntryValue.None;
            foreach (var (first, last) in AddressRanges.Of(rule.Peers.Select(peer => peer.IpBlock).OfType<V1IPBlock>(), family))
                entries[new(PolicyTable.Blocks, [.. BitConverter.GetBytes(number), .. first])] = EntryValue.Until([.. BitConverter.GetBytes(number), .. last]);
        }

        foreach (var set in sets)
        {
            if (rule.Ports.Count == 0) matches.Add((rule.Direction, new(set, number)));
            for (var port = 0; port < rule.Ports.Count; port++) matches.Add((rule.Direction, Match(set, number, key, index, port, rule.Ports[port])));
        }

        for (var port = 0; port < rule.Ports.Count; port++)
            if (rule.Ports[port].Port is { IsString: true } name) AddNamed(NumberOf(key, Named(index, port)), name.Text!, rule.Ports[port], Receivers(policy, rule, peers), entries);
    }

    private RuleMatch Match(string? set, int number, ObjectKey key, int index, int port, V1NetworkPolicyPort allowed)
    {
        var protocol = ProtocolOf(allowed.Protocol);
        if (allowed.Port is not { } given) return new(set, number, protocol);
        return given.IsString
            ? new(set, number, NamedNumber: NumberOf(key, Named(index, port)))
            : new(set, number, protocol, given.Number, allowed.EndPort ?? given.Number);
    }

    // Whose names of ports count: those of the pods that the policy is about, or of the ones that they go to.
    private IEnumerable<PolicyPod> Receivers(V1NetworkPolicy policy, PolicyRule rule, List<PolicyPod>? peers) => rule.Direction == PolicyDirection.Egress
        ? peers ?? state.Pods
        : state.Pods.Where(pod => pod.IsHere && pod.Key.Namespace == policy.Metadata.Namespace && PodSelector.Picks(policy.Spec.PodSelector, pod.Labels));

    private void AddNamed(int number, string name, V1NetworkPolicyPort allowed, IEnumerable<PolicyPod> receivers, Dictionary<EntryKey, EntryValue> entries)
    {
        foreach (var pod in receivers)
            foreach (var port in pod.Ports)
            {
                if (port.Name != name || port.Protocol != (allowed.Protocol ?? "TCP")) continue;
                foreach (var address in pod.Addresses.Where(family.Has))
                    entries[new(
                        PolicyTable.Named,
                        [.. BitConverter.GetBytes(number), .. address.GetAddressBytes(), ProtocolOf(port.Protocol), 0, 0, 0, (byte)(port.Number >> 8), (byte)port.Number, 0, 0])] = EntryValue.None;
            }
    }

    private int NumberOf(ObjectKey policy, int part)
    {
        if (_numbers.TryGetValue((policy, part), out var number)) return number;
        return _numbers[(policy, part)] = ++_lastNumber;
    }

    // Numbers of named ports lie beyond those of rules.
    private static int Named(int rule, int port) => ((rule + 1) << 16) | port;

    private static byte ProtocolOf(string? protocol) => protocol switch { "UDP" => 17, "SCTP" => 132, _ => 6 };

    private sealed record CompiledPolicy(int Version, IReadOnlyList<(PolicyDirection Direction, RuleMatch Match)> Matches);
}
