using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Services;

/// <summary>What a service may say but should not.</summary>
internal static class ServiceWarnings
{
    private const string HintsAnnotation = "service.kubernetes.io/topology-aware-hints";

    public static void Add(V1Service service, ICollection<string> warnings)
    {
        var spec = service.Spec;
        if (service.Metadata.Annotations?.ContainsKey(HintsAnnotation) == true)
        {
            warnings.Add($"annotation {HintsAnnotation} is deprecated, please use service.kubernetes.io/topology-mode instead");
        }

        if (!ServiceTypes.IsHeadless(spec))
        {
            if (spec.ExternalIPs?.Count > 0) warnings.Add("spec.externalIPs is deprecated and may no longer be implemented in some clusters");
        }
        else
        {
            if (!string.IsNullOrEmpty(spec.LoadBalancerIP)) warnings.Add("spec.loadBalancerIP is ignored for headless services");
            if (spec.ExternalIPs?.Count > 0) warnings.Add("spec.externalIPs is ignored for headless services");
            if (spec.SessionAffinity != ServiceTypes.None) warnings.Add("spec.SessionAffinity is ignored for headless services");
        }

        if (spec.TrafficDistribution == "PreferClose") warnings.Add("spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
        AddAddresses(spec, warnings);
    }

    private static void AddAddresses(V1ServiceSpec spec, ICollection<string> warnings)
    {
        for (var i = 0; i < spec.ClusterIPs?.Count; i++)
        {
            if (spec.ClusterIPs[i] != ServiceTypes.None) AddressWarnings.AddIp(FieldPath.Root("spec").Child("clusterIPs").Index(i), spec.ClusterIPs[i], warnings);
        }

        for (var i = 0; i < spec.ExternalIPs?.Count; i++)
            AddressWarnings.AddIp(FieldPath.Root("spec").Child("externalIPs").Index(i), spec.ExternalIPs[i], warnings);
        if (!string.IsNullOrEmpty(spec.LoadBalancerIP)) AddressWarnings.AddIp(FieldPath.Root("spec").Child("loadBalancerIP"), spec.LoadBalancerIP, warnings);
        for (var i = 0; i < spec.LoadBalancerSourceRanges?.Count; i++)
            AddressWarnings.AddCidr(FieldPath.Root("spec").Child("loadBalancerSourceRanges").Index(i), spec.LoadBalancerSourceRanges[i], warnings);
    }
}
