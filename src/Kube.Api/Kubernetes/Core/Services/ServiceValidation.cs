using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Services;

/// <summary>The rules of a service (upstream's <c>ValidateService</c>).</summary>
internal static partial class ServiceValidation
{
    private static readonly FieldPath Spec = FieldPath.Root("spec");

    /// <param name="service">The new service.</param>
    /// <param name="old">The stored one, whose addresses stay valid however they are written; null on create.</param>
    /// <param name="errors">Where to report.</param>
    public static void Validate(V1Service service, V1Service? old, FieldErrors errors)
    {
        var spec = service.Spec;
        if ((spec.Ports?.Count ?? 0) == 0 && !ServiceTypes.IsHeadless(spec) && spec.Type != ServiceTypes.ExternalName) errors.Required(Spec.Child("ports"));
        ValidateType(spec, errors);
        ValidatePorts(spec, errors);
        ObjectMetaValidation.ValidateLabels(spec.Selector, errors, Spec.Child("selector"));
        ValidateAffinity(spec, errors);
        ServiceAddressValidation.Validate(spec, old?.Spec, errors);
        ValidateExternalIPs(spec, old?.Spec, errors);
        errors.OneOf(Spec.Child("type"), spec.Type, ServiceTypes.All);
        ValidatePortNumbers(spec, errors);
        ValidateLoadBalancer(service, old, errors);
        ValidateTrafficPolicies(spec, errors);
    }

    private static void ValidateType(V1ServiceSpec spec, FieldErrors errors)
    {
        switch (spec.Type)
        {
            case ServiceTypes.LoadBalancer or ServiceTypes.NodePort when ServiceTypes.IsHeadless(spec):
                errors.Invalid(Spec.Child("clusterIPs").Index(0), spec.ClusterIPs![0], $"may not be set to 'None' for {spec.Type} services");
                break;
            case ServiceTypes.ExternalName:
                // A closing dot marks the name as fully qualified.
                var name = spec.ExternalName ?? "";
                if (name.EndsWith('.')) name = name[..^1];
                if (name.Length == 0) errors.Required(Spec.Child("externalName"));
                else errors.InvalidEach(Spec.Child("externalName"), name, FormatRules.DnsSubdomain(name));
                break;
            default:
                break;
        }
    }

    private static void ValidateAffinity(V1ServiceSpec spec, FieldErrors errors)
    {
        errors.OneOf(Spec.Child("sessionAffinity"), spec.SessionAffinity, ServiceTypes.ClientIP, ServiceTypes.None);
        var path = Spec.Child("sessionAffinityConfig");
        if (spec.SessionAffinity == ServiceTypes.None && spec.SessionAffinityConfig is not null)
            errors.Forbidden(path, $"must not be set when session affinity is {ServiceTypes.None}");
        if (spec.SessionAffinity != ServiceTypes.ClientIP) return;
        if (spec.SessionAffinityConfig?.ClientIP?.TimeoutSeconds is { } seconds && seconds is <= 0 or > 86400)
            errors.Invalid(path.Child("clientIP", "timeoutSeconds"), seconds, "must be greater than 0 and less than 86400");
    }

    private static void ValidateExternalIPs(V1ServiceSpec spec, V1ServiceSpec? old, FieldErrors errors)
    {
        for (var i = 0; i < spec.ExternalIPs?.Count; i++)
        {
            var ip = spec.ExternalIPs[i];
            var path = Spec.Child("externalIPs").Index(i);
            if (old?.ExternalIPs?.Contains(ip) == true) continue;
            var wrong = FormatRules.Ip(ip);
            errors.InvalidEach(path, ip, wrong);
            if (wrong.Count == 0) SpecialAddresses.Refuse(ip, errors, path);
        }
    }

    private static void ValidateTrafficPolicies(V1ServiceSpec spec, FieldErrors errors)
    {
        var external = Spec.Child("externalTrafficPolicy");
        if (ServiceTypes.IsExternallyAccessible(spec)) errors.OneOf(external, spec.ExternalTrafficPolicy, ServiceTypes.TrafficPolicies);
        else if (!string.IsNullOrEmpty(spec.ExternalTrafficPolicy))
            errors.Invalid(external, spec.ExternalTrafficPolicy, "may only be set for externally-accessible services");

        var health = Spec.Child("healthCheckNodePort");
        var port = spec.HealthCheckNodePort ?? 0;
        if (!ServiceTypes.NeedsHealthCheck(spec))
        {
            if (port != 0) errors.Invalid(health, port, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
        }
        else if (port == 0) errors.Required(health);
        else errors.InvalidEach(health, port, FormatRules.PortNumber(port));

        if (spec.InternalTrafficPolicy is not null)
        {
            if (!ServiceTypes.TrafficPolicies.Contains(spec.InternalTrafficPolicy))
                errors.NotSupported(Spec.Child("internalTrafficPolicy"), spec.InternalTrafficPolicy, ServiceTypes.TrafficPolicies);
        }
        else if (ServiceTypes.NeedsClusterIP(spec)) errors.Required(Spec.Child("internalTrafficPolicy"));

        if (spec.TrafficDistribution is not (null or "PreferClose" or "PreferSameZone" or "PreferSameNode"))
            errors.NotSupported(Spec.Child("trafficDistribution"), spec.TrafficDistribution, "PreferClose", "PreferSameZone", "PreferSameNode");
    }
}
