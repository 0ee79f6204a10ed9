using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Services;

/// <summary>How clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy fit together (upstream's <c>ValidateServiceClusterIPsRelatedFields</c>).</summary>
internal static class ServiceAddressValidation
{
    private static readonly FieldPath Spec = FieldPath.Root("spec");
    private static readonly FieldPath Addresses = Spec.Child("clusterIPs");

    public static void Validate(V1ServiceSpec spec, V1ServiceSpec? old, FieldErrors errors)
    {
        if (spec.Type == ServiceTypes.ExternalName)
        {
            const string Text = "may not be set for ExternalName services";
            if (spec.ClusterIPs?.Count > 0) errors.Forbidden(Addresses, Text);
            if (spec.IpFamilies?.Count > 0) errors.Forbidden(Spec.Child("ipFamilies"), Text);
            if (spec.IpFamilyPolicy is not null) errors.Forbidden(Spec.Child("ipFamilyPolicy"), Text);
            return;
        }

        ValidateFamilies(spec, errors);
        if (!ValidateAddresses(spec, old, errors) || spec.ClusterIPs is not { Count: > 0 } || ServiceTypes.IsHeadless(spec)) return;
        ValidateTogether(spec, errors);
    }

    private static void ValidateFamilies(V1ServiceSpec spec, FieldErrors errors)
    {
        var policy = Spec.Child("ipFamilyPolicy");
        if (spec.IpFamilyPolicy is not null && !ServiceTypes.FamilyPolicies.Contains(spec.IpFamilyPolicy))
            errors.NotSupported(policy, spec.IpFamilyPolicy, ServiceTypes.FamilyPolicies);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.IpFamilies?.Count; i++)
        {
            var family = spec.IpFamilies[i];
            if (!ServiceTypes.Families.Contains(family)) errors.NotSupported(Spec.Child("ipFamilies").Index(i), family, ServiceTypes.Families);
            if (!seen.Add(family)) errors.Duplicate(Spec.Child("ipFamilies").Index(i), family);
        }
    }

    // Returns false when an address is so wrong that comparing the fields says nothing.
    private static bool ValidateAddresses(V1ServiceSpec spec, V1ServiceSpec? old, FieldErrors errors)
    {
        var ips = spec.ClusterIPs;
        if (ips is not { Count: > 0 })
        {
            if (!string.IsNullOrEmpty(spec.ClusterIP)) errors.Required(Addresses);
            return true;
        }

        if (string.IsNullOrEmpty(spec.ClusterIP)) errors.Invalid(Addresses, ips, "must be empty when `clusterIP` is not specified");
        else if (spec.ClusterIP != ips[0]) errors.Invalid(Addresses, ips, "first value must match `clusterIP`");

        var wellFormed = true;
        for (var i = 0; i < ips.Count; i++)
        {
            if (ips[i] == ServiceTypes.None)
            {
                if (ips.Count > 1)
                {
                    errors.Invalid(Addresses, ips, "'None' must be the first and only value");
                    wellFormed = false;
                }

                continue;
            }

            if (old?.ClusterIPs?.Contains(ips[i]) == true) continue;
            var wrong = FormatRules.Ip(ips[i]);
            errors.InvalidEach(Addresses.Index(i), ips[i], wrong);
            wellFormed &= wrong.Count == 0;
        }

        if (ips.Count > 2) errors.Invalid(Addresses, ips, "may only hold up to 2 values");
        return wellFormed;
    }

    private static void ValidateTogether(V1ServiceSpec spec, FieldErrors errors)
    {
        var ips = spec.ClusterIPs!;
        if (ips.Count == 2 && IsV6(ips[0]) == IsV6(ips[1])) errors.Invalid(Addresses, ips, "may specify no more than one IP for each IP family");
        for (var i = 0; i < Math.Min(ips.Count, spec.IpFamilies?.Count ?? 0); i++)
        {
            var family = IsV6(ips[i]) ? ServiceTypes.IPv6 : ServiceTypes.IPv4;
            if (spec.IpFamilies![i] != family)
                errors.Invalid(Addresses.Index(i), ips[i], $"expected an {(IsV6(ips[i]) ? "IPv4" : "IPv6")} value as indicated by `ipFamilies[{i}]`");
        }
    }

    private static bool IsV6(string ip) => ip.Contains(':');
}
