using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Services.Allocation;

/// <summary>Works out <c>ipFamilies</c> and <c>ipFamilyPolicy</c> from what the client said and what the cluster has (upstream: the service registry's
/// allocator, 1.36; KEP-563).</summary>
/// <param name="configured">The families that the cluster has networks for, the default one first.</param>
internal sealed class ServiceFamilies(IReadOnlyList<string> configured)
{
    private static readonly FieldPath s_clusterIPs = FieldPath.Root("spec").Child("clusterIPs");
    private static readonly FieldPath s_families = FieldPath.Root("spec").Child("ipFamilies");
    private static readonly FieldPath s_policy = FieldPath.Root("spec").Child("ipFamilyPolicy");

    /// <exception cref="InvalidException">What the client asked for contradicts itself or the cluster.</exception>
    public void Settle(V1Service service, V1Service? old)
    {
        if (service.Spec.Type == "ExternalName" || KeepsWhatItHad(service.Spec, old?.Spec)) return;
        var errors = new FieldErrors();
        ServiceClusterIPRules.Check(service, old, errors);
        Refuse(service, errors);
        if (old is not null) FollowPolicy(service.Spec, old.Spec);
        InferFromAddresses(service.Spec, errors);
        Refuse(service, errors);
        if (IPFamilies.IsHeadless(service) && service.Spec.Selector is null or { Count: 0 })
        {
            SettleSelectorless(service.Spec);
            return;
        }

        CheckAgainstCluster(service.Spec, errors);
        Refuse(service, errors);
        Complete(service.Spec);
    }

    /// <summary>A service that prefers two families is not given or denied one because the cluster changed, only because its owner did.</summary>
    private static bool KeepsWhatItHad(V1ServiceSpec spec, V1ServiceSpec? old) =>
        old is { IpFamilyPolicy: IPFamilies.PreferDualStack, Type: not "ExternalName" }
        && spec.IpFamilyPolicy == IPFamilies.PreferDualStack
        && spec.ClusterIPs is { Count: > 0 }
        && spec.ClusterIPs.SequenceEqual(old.ClusterIPs ?? [])
        && (spec.IpFamilies ?? []).SequenceEqual(old.IpFamilies ?? []);

    private static void FollowPolicy(V1ServiceSpec spec, V1ServiceSpec old)
    {
        if (old.Type == "ExternalName") return;
        // What the client left out stays as it was.
        spec.IpFamilyPolicy ??= old.IpFamilyPolicy;
        if (spec.IpFamilies is null or [] && (spec.ClusterIPs ?? []).SequenceEqual(old.ClusterIPs ?? [])) spec.IpFamilies = old.IpFamilies is null ? null : [.. old.IpFamilies];
        // Down to one family: the second address and family go when the client did not touch them.
        if (spec.IpFamilyPolicy != IPFamilies.SingleStack || old.IpFamilyPolicy == IPFamilies.SingleStack) return;
        if (spec.ClusterIPs is { Count: 2 } addresses && addresses.SequenceEqual(old.ClusterIPs ?? [])) spec.ClusterIPs = [addresses[0]];
        if (spec.IpFamilies is { Count: 2 } families && families.SequenceEqual(old.IpFamilies ?? [])) spec.IpFamilies = [families[0]];
    }

    private void InferFromAddresses(V1ServiceSpec spec, FieldErrors errors)
    {
        var addresses = spec.ClusterIPs ?? [];
        for (var i = spec.IpFamilies?.Count ?? 0; i < addresses.Count && addresses[i] != IPFamilies.Headless; i++)
        {
            var family = IPFamilies.Of(addresses[i]);
            if (configured.Contains(family)) (spec.IpFamilies ??= []).Add(family);
            else errors.Invalid(s_clusterIPs.Index(i), addresses, $"{family} is not configured on this cluster");
        }
    }

    /// <summary>Headless and without a selector: whoever writes its endpoints knows the families, so the cluster's do not limit it.</summary>
    private void SettleSelectorless(V1ServiceSpec spec)
    {
        if (spec.IpFamilies is null or []) spec.IpFamilies = [configured[0]];
        if (spec.IpFamilies.Count < 2 && spec.IpFamilyPolicy != IPFamilies.SingleStack) spec.IpFamilies.Add(IPFamilies.Other(spec.IpFamilies[0]));
        spec.IpFamilyPolicy ??= IPFamilies.RequireDualStack;
    }

    private void CheckAgainstCluster(V1ServiceSpec spec, FieldErrors errors)
    {
        if (spec.IpFamilyPolicy is null or IPFamilies.SingleStack)
        {
            const string rule = "must be 'RequireDualStack' or 'PreferDualStack' when multiple ";
            if (spec.ClusterIPs is { Count: > 1 }) errors.Invalid(s_policy, IPFamilies.SingleStack, rule + "cluster IPs are specified");
            else if (spec.IpFamilies is { Count: > 1 }) errors.Invalid(s_policy, IPFamilies.SingleStack, rule + "IP families are specified");
            if (errors.Count > 0) return;
        }

        if (spec.IpFamilyPolicy == IPFamilies.RequireDualStack && configured.Count < 2)
            errors.Invalid(s_policy, spec.IpFamilyPolicy, "this cluster is not configured for dual-stack services");
        var families = spec.IpFamilies ?? [];
        for (var i = 0; i < families.Count; i++)
            if (!configured.Contains(families[i])) errors.Invalid(s_families.Index(i), families[i], "not configured on this cluster");
    }

    private void Complete(V1ServiceSpec spec)
    {
        spec.IpFamilyPolicy ??= IPFamilies.SingleStack;
        if (spec.IpFamilies is null or []) spec.IpFamilies = [configured[0]];
        if (spec.IpFamilyPolicy != IPFamilies.SingleStack && spec.IpFamilies.Count == 1 && configured.Count == 2)
            spec.IpFamilies.Add(IPFamilies.Other(spec.IpFamilies[0]));
    }

    private static void Refuse(V1Service service, FieldErrors errors)
    {
        if (errors.Count > 0) throw new InvalidException("", "Service", service.Metadata.Name ?? "", errors);
    }
}
