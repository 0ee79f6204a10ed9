using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Services.Allocation;

/// <summary>The rules that tie <c>clusterIP</c>, <c>clusterIPs</c>, <c>ipFamilies</c> and <c>ipFamilyPolicy</c> together. Asked before allocation, which
/// relies on them, and again by validation (upstream: <c>ValidateServiceClusterIPsRelatedFields</c>, 1.36).</summary>
internal static class ServiceClusterIPRules
{
    private static readonly FieldPath s_clusterIPs = FieldPath.Root("spec").Child("clusterIPs");
    private static readonly FieldPath s_families = FieldPath.Root("spec").Child("ipFamilies");
    private static readonly FieldPath s_policy = FieldPath.Root("spec").Child("ipFamilyPolicy");

    /// <param name="service">The service under way.</param>
    /// <param name="old">The stored one, whose addresses are taken as they are; null for a create.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static void Check(V1Service service, V1Service? old, FieldErrors errors)
    {
        // Those of an ExternalName service must be unset, which validation says.
        if (service.Spec.Type == "ExternalName") return;
        CheckFirst(service.Spec, errors);
        CheckFamilies(service.Spec, errors);
        if (!CheckAddresses(service.Spec, old?.Spec.ClusterIPs ?? [], errors)) return;
        CheckPairs(service, errors);
    }

    private static void CheckFirst(V1ServiceSpec spec, FieldErrors errors)
    {
        var addresses = spec.ClusterIPs ?? [];
        if (string.IsNullOrEmpty(spec.ClusterIP))
        {
            if (addresses.Count > 0) errors.Invalid(s_clusterIPs, addresses, "must be empty when `clusterIP` is not specified");
        }
        else if (addresses.Count == 0)
        {
            errors.Required(s_clusterIPs);
        }
        else if (addresses[0] != spec.ClusterIP)
        {
            errors.Invalid(s_clusterIPs, addresses, "first value must match `clusterIP`");
        }
    }

    private static void CheckFamilies(V1ServiceSpec spec, FieldErrors errors)
    {
        var families = spec.IpFamilies ?? [];
        for (var i = 0; i < families.Count; i++)
        {
            if (families[i] is not (IPFamilies.IPv4 or IPFamilies.IPv6)) errors.NotSupported(s_families.Index(i), families[i], IPFamilies.IPv4, IPFamilies.IPv6);
            if (families.IndexOf(families[i]) < i) errors.Duplicate(s_families.Index(i), families[i]);
        }

        if (spec.IpFamilyPolicy is { } policy and not (IPFamilies.SingleStack or IPFamilies.PreferDualStack or IPFamilies.RequireDualStack))
            errors.NotSupported(s_policy, policy, IPFamilies.PreferDualStack, IPFamilies.RequireDualStack, IPFamilies.SingleStack);
    }

    /// <returns>False when an address is so wrong that what follows would only repeat it.</returns>
    private static bool CheckAddresses(V1ServiceSpec spec, List<string> existing, FieldErrors errors)
    {
        var addresses = spec.ClusterIPs ?? [];
        var usable = true;
        for (var i = 0; i < addresses.Count; i++)
        {
            if (i == 0 && addresses[i] == IPFamilies.Headless)
            {
                if (addresses.Count == 1) continue;
                usable = false;
                errors.Invalid(s_clusterIPs, addresses, "'None' must be the first and only value");
                continue;
            }

            if (existing.Contains(addresses[i])) continue;
            foreach (var detail in FormatRules.Ip(addresses[i]))
            {
                usable = false;
                errors.Invalid(s_clusterIPs.Index(i), addresses[i], detail);
            }
        }

        if (addresses.Count > 2) errors.Invalid(s_clusterIPs, addresses, "may only hold up to 2 values");
        return usable;
    }

    private static void CheckPairs(V1Service service, FieldErrors errors)
    {
        var addresses = service.Spec.ClusterIPs ?? [];
        if (addresses.Count > 1 && addresses.GroupBy(IPFamilies.Of).Any(static family => family.Count() > 1))
            errors.Invalid(s_clusterIPs, addresses, "may specify no more than one IP for each IP family");
        if (IPFamilies.IsHeadless(service)) return;
        var families = service.Spec.IpFamilies ?? [];
        for (var i = 0; i < Math.Min(addresses.Count, families.Count); i++)
        {
            if (IPFamilies.Of(addresses[i]) != families[i])
                errors.Invalid(s_clusterIPs.Index(i), addresses[i], $"expected an {families[i]} value as indicated by `ipFamilies[{i}]`");
        }
    }
}
