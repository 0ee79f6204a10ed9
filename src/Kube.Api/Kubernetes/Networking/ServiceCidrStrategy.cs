using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Networking;

/// <summary>Ranges of service addresses: one, or one of each family.</summary>
internal sealed class ServiceCidrStrategy : KubernetesStrategy<V1ServiceCIDR>
{
    private static readonly FieldPath Cidrs = FieldPath.Root("spec").Child("cidrs");

    protected override void ResetStatus(V1ServiceCIDR obj) => obj.Status = new V1ServiceCIDRStatus();

    protected override void KeepStatus(V1ServiceCIDR obj, V1ServiceCIDR old) => obj.Status = old.Status;

    protected override void Validate(V1ServiceCIDR obj, FieldErrors errors)
    {
        var cidrs = obj.Spec.Cidrs ?? [];
        if (cidrs.Count == 0)
        {
            errors.Required(Cidrs, "at least one CIDR required");
            return;
        }

        if (cidrs.Count > 2)
        {
            errors.Invalid(Cidrs, new JsonText($"{{\"CIDRs\":{BadValue.Format(cidrs)}}}"), "may only hold up to 2 values");
            return;
        }

        if (cidrs.Count == 2 && FormatRules.ParseCidr(cidrs[0]) is not null && FormatRules.ParseCidr(cidrs[1]) is not null
            && cidrs[0].Contains(':') == cidrs[1].Contains(':'))
        {
            errors.Invalid(Cidrs, cidrs, "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64");
        }

        for (var i = 0; i < cidrs.Count; i++) errors.InvalidEach(Cidrs.Index(i), cidrs[i], FormatRules.Cidr(cidrs[i]));
    }

    protected override void ValidateChange(V1ServiceCIDR obj, V1ServiceCIDR old, FieldErrors errors)
    {
        var now = obj.Spec.Cidrs ?? [];
        var before = old.Spec.Cidrs ?? [];
        for (var i = 0; i < before.Count; i++)
        {
            if (i >= now.Count) errors.Invalid(Cidrs, now, "can not be removed once set");
            else errors.Immutable(Cidrs.Index(i), now[i] == before[i], now[i]);
        }
    }
}
