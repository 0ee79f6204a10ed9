using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Node.Nftables;

namespace Kube.Node.NetworkPolicy;

/// <summary>
/// What policies, pods and namespaces there are, and what the tables have of it. What changes touches the policies that it is about and nothing else. Used by one loop.
/// </summary>
/// <param name="node">This node's name: only its pods are guarded here.</param>
internal sealed class PolicyState(string node)
{
    private readonly Dictionary<ObjectKey, V1NetworkPolicy> _policies = [];
    private readonly Dictionary<ObjectKey, PolicyPod> _pods = [];
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _namespaces = [];
    private readonly HashSet<ObjectKey> _touchedPolicies = [];
    private readonly HashSet<ObjectKey> _touchedPods = [];

    /// <summary>The policies that have to be decided anew; emptied by <see cref="Settle"/>.</summary>
    public IReadOnlyCollection<ObjectKey> TouchedPolicies => _touchedPolicies;

    /// <summary>The pods of this node whose policies, or address, may be others now; emptied by <see cref="Settle"/>.</summary>
    public IReadOnlyCollection<ObjectKey> TouchedPods => _touchedPods;

    public IEnumerable<PolicyPod> Pods => _pods.Values;

    public V1NetworkPolicy? Policy(ObjectKey key) => _policies.GetValueOrDefault(key);

    public PolicyPod? Pod(ObjectKey key) => _pods.GetValueOrDefault(key);

    /// <summary>All is done.</summary>
    public void Settle()
    {
        _touchedPolicies.Clear();
        _touchedPods.Clear();
    }

    /// <summary>A policy is there, is another, or is gone.</summary>
    public void SetPolicy(ObjectKey key, V1NetworkPolicy? policy)
    {
        TouchPodsOf(key);
        if (policy is null) _policies.Remove(key);
        else _policies[key] = policy;
        TouchPodsOf(key);
        _touchedPolicies.Add(key);
    }

    /// <summary>A pod is there, is another, or is gone.</summary>
    public void SetPod(ObjectKey key, V1Pod? pod)
    {
        var had = _pods.GetValueOrDefault(key);
        var has = pod is null ? null : PolicyPod.Of(pod, node);
        if (had is null ? has is null : has is not null && had.IsAlike(has)) return;
        if (has is null) _pods.Remove(key);
        else _pods[key] = has;
        if (had?.IsHere == true || has?.IsHere == true) _touchedPods.Add(key);
        foreach (var (name, policy) in _policies)
            if ((had is not null && Concerns(policy, had)) || (has is not null && Concerns(policy, has))) _touchedPolicies.Add(name);
    }

    /// <summary>A namespace is there, has other labels, or is gone.</summary>
    public void SetNamespace(string name, V1Namespace? ns)
    {
        if (ns is null) _namespaces.Remove(name);
        else _namespaces[name] = ns.Metadata.Labels ?? [];
        foreach (var (key, policy) in _policies)
            if (PolicyRule.Of(policy).Any(rule => rule.Peers.Any(peer => peer.NamespaceSelector is not null))) _touchedPolicies.Add(key);
    }

    /// <summary>The policies that are about a pod, in order.</summary>
    public IReadOnlyList<ObjectKey> PoliciesOf(PolicyPod pod, PolicyDirection direction) =>
    [
        .. _policies
            .Where(entry => entry.Key.Namespace == pod.Key.Namespace && PolicyRule.Governs(entry.Value, direction) && PodSelector.Picks(entry.Value.Spec.PodSelector, pod.Labels))
            .Select(entry => entry.Key).OrderBy(key => key.Name, StringComparer.Ordinal),
    ];

    /// <summary>Whether a pod is among the peers that a rule of a policy names.</summary>
    public bool IsPeer(string policyNamespace, V1NetworkPolicyPeer peer, PolicyPod pod)
    {
        if (peer.IpBlock is not null) return false;
        if (peer.NamespaceSelector is { } namespaces)
        {
            if (!_namespaces.TryGetValue(pod.Key.Namespace, out var labels) || !PodSelector.Picks(namespaces, labels)) return false;
        }
        else if (pod.Key.Namespace != policyNamespace)
        {
            return false;
        }

        return peer.PodSelector is null || PodSelector.Picks(peer.PodSelector, pod.Labels);
    }

    private bool Concerns(V1NetworkPolicy policy, PolicyPod pod)
    {
        var ns = policy.Metadata.Namespace!;
        if (pod.Key.Namespace == ns && PodSelector.Picks(policy.Spec.PodSelector, pod.Labels)) return true;
        // To a named port of anybody's, everybody who has one is a receiver.
        return PolicyRule.Of(policy).Any(rule => rule.Peers.Any(peer => IsPeer(ns, peer, pod)) || (rule.Peers.Count == 0 && rule.Ports.Any(port => port.Port?.IsString == true)));
    }

    private void TouchPodsOf(ObjectKey key)
    {
        if (!_policies.TryGetValue(key, out var policy)) return;
        foreach (var pod in _pods.Values)
            if (pod.IsHere && pod.Key.Namespace == key.Namespace && PodSelector.Picks(policy.Spec.PodSelector, pod.Labels)) _touchedPods.Add(pod.Key);
    }
}
