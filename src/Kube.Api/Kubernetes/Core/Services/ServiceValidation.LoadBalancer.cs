using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Services;

/// <summary>What only load balancers may say, and what they may report.</summary>
internal static partial class ServiceValidation
{
    private const string OnlyLoadBalancer = "may only be used when `type` is 'LoadBalancer'";
    private const string RangesAnnotation = "service.beta.kubernetes.io/load-balancer-source-ranges";

    private static void ValidateLoadBalancer(V1Service service, V1Service? old, FieldErrors errors)
    {
        var spec = service.Spec;
        ValidateSourceRanges(service, old, errors);
        var allocate = Spec.Child("allocateLoadBalancerNodePorts");
        if (spec.AllocateLoadBalancerNodePorts is not null && spec.Type != ServiceTypes.LoadBalancer) errors.Forbidden(allocate, OnlyLoadBalancer);
        if (spec.AllocateLoadBalancerNodePorts is null && spec.Type == ServiceTypes.LoadBalancer)
            errors.Required(allocate, "field is required when `type` is 'LoadBalancer'");
        if (old is null || old.Spec.Type != ServiceTypes.LoadBalancer || spec.Type != ServiceTypes.LoadBalancer) ValidateClass(spec, errors);
        else if (spec.LoadBalancerClass != old.Spec.LoadBalancerClass)
            errors.Invalid(Spec.Child("loadBalancerClass"), spec.LoadBalancerClass, "may not change once set");
    }

    private static void ValidateClass(V1ServiceSpec spec, FieldErrors errors)
    {
        if (spec.LoadBalancerClass is not { } name) return;
        var path = Spec.Child("loadBalancerClass");
        if (spec.Type != ServiceTypes.LoadBalancer) errors.Forbidden(path, OnlyLoadBalancer);
        else errors.InvalidEach(path, name, FormatRules.QualifiedName(name));
    }

    private static void ValidateSourceRanges(V1Service service, V1Service? old, FieldErrors errors)
    {
        var ranges = service.Spec.LoadBalancerSourceRanges;
        var annotation = service.Metadata.Annotations?.GetValueOrDefault(RangesAnnotation);
        if (ranges is not { Count: > 0 } && annotation is null) return;
        var path = Spec.Child("LoadBalancerSourceRanges");
        if (service.Spec.Type != ServiceTypes.LoadBalancer) errors.Forbidden(path, OnlyLoadBalancer);
        if (ranges is { Count: > 0 })
        {
            // Padding was allowed in the annotation that the field replaced, so it is allowed here.
            for (var i = 0; i < ranges.Count; i++)
            {
                if (old?.Spec.LoadBalancerSourceRanges?.Contains(ranges[i]) == true) continue;
                errors.InvalidEach(path.Index(i), ranges[i].Trim(), FormatRules.Cidr(ranges[i].Trim()));
            }

            return;
        }

        var key = FieldPath.Root("metadata").Child("annotations").Key(RangesAnnotation);
        if (string.IsNullOrWhiteSpace(annotation)) return;
        foreach (var range in annotation.Split(',')) errors.InvalidEach(key, range.Trim(), FormatRules.Cidr(range.Trim()));
    }

    /// <summary>The rules of <c>status.loadBalancer</c>.</summary>
    public static void ValidateLoadBalancerStatus(V1Service service, FieldErrors errors)
    {
        var ingresses = service.Status.LoadBalancer?.Ingress;
        if (ingresses is not { Count: > 0 }) return;
        var path = FieldPath.Root("status").Child("loadBalancer", "ingress");
        if (service.Spec.Type != ServiceTypes.LoadBalancer)
        {
            errors.Forbidden(path, "may only be used when `spec.type` is 'LoadBalancer'");
            return;
        }

        for (var i = 0; i < ingresses.Count; i++) ValidateIngress(ingresses[i], errors, path.Index(i));
    }

    private static void ValidateIngress(V1LoadBalancerIngress ingress, FieldErrors errors, FieldPath path)
    {
        var hasIp = !string.IsNullOrEmpty(ingress.Ip);
        if (hasIp) errors.InvalidEach(path.Child("ip"), ingress.Ip, FormatRules.Ip(ingress.Ip!));
        if (hasIp && ingress.IpMode is null) errors.Required(path.Child("ipMode"), "must be specified when `ip` is set");
        else if (!hasIp && ingress.IpMode is not null) errors.Forbidden(path.Child("ipMode"), "may not be specified when `ip` is not set");
        else if (ingress.IpMode is not (null or "VIP" or "Proxy")) errors.NotSupported(path.Child("ipMode"), ingress.IpMode, "Proxy", "VIP");

        if (string.IsNullOrEmpty(ingress.Hostname)) return;
        errors.InvalidEach(path.Child("hostname"), ingress.Hostname, FormatRules.DnsSubdomain(ingress.Hostname));
        if (FormatRules.ParseIp(ingress.Hostname) is not null)
            errors.Invalid(path.Child("hostname"), ingress.Hostname, "must be a DNS name, not an IP address");
    }
}
