using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Services;

/// <summary>What an update may not change: addresses and families once they are given, the port of the health check.</summary>
internal static class ServiceUpdateValidation
{
    private const string Fixed = "may not change once set";
    private static readonly FieldPath Spec = FieldPath.Root("spec");

    public static void Validate(V1Service service, V1Service old, FieldErrors errors)
    {
        ValidateList(service.Spec, old.Spec, service.Spec.ClusterIPs, old.Spec.ClusterIPs, "clusterIPs", "clusterIP", errors);
        ValidateList(service.Spec, old.Spec, service.Spec.IpFamilies, old.Spec.IpFamilies, "ipFamilies", "ipFamily", errors);
        if (ServiceTypes.NeedsHealthCheck(old.Spec) && ServiceTypes.NeedsHealthCheck(service.Spec)
            && (service.Spec.HealthCheckNodePort ?? 0) != (old.Spec.HealthCheckNodePort ?? 0))
            errors.Forbidden(Spec.Child("healthCheckNodePort"), FieldRules.FieldIsImmutable);
    }

    private static void ValidateList(
        V1ServiceSpec spec, V1ServiceSpec old, List<string>? values, List<string>? oldValues, string field, string noun, FieldErrors errors)
    {
        if (spec.Type == ServiceTypes.ExternalName || old.Type == ServiceTypes.ExternalName) return;
        if (ServiceTypes.IsHeadless(spec) && ServiceTypes.IsHeadless(old)) return;
        var path = Spec.Child(field);
        var now = values ?? [];
        var before = oldValues ?? [];
        if (before.Count == 0) return;
        if (now.Count == 0)
        {
            errors.Invalid(path.Index(0), now, $"primary {noun} can not be unset");
            return;
        }

        // The first is for life; a second one may come, and go together with the policy.
        if (now[0] != before[0]) errors.Invalid(path.Index(0), now, Fixed);
        if (now.Count == before.Count && now.Count == 2 && now[1] != before[1]) errors.Invalid(path.Index(1), now, Fixed);
        if (before.Count == 2 && now.Count == 1 && spec.IpFamilyPolicy != ServiceTypes.SingleStack)
            errors.Invalid(Spec.Child("ipFamilyPolicy"), spec.IpFamilyPolicy, $"must be set to 'SingleStack' when releasing the secondary {noun}");
    }
}
