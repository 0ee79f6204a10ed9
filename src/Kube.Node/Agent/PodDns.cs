using Kube.Api.Models;
using Kube.Node.Runtime;

namespace Kube.Node.Agent;

/// <summary>Name resolution of a pod (upstream's <c>pkg/kubelet/network/dns</c>). Pure.</summary>
internal static class PodDns
{
    private const int MostServers = 3;
    private const int MostSearches = 32;

    /// <returns>Null: the host's own.</returns>
    public static DnsSettings? For(V1Pod pod, NodeFacts node)
    {
        var settings = pod.Spec.DnsPolicy switch
        {
            "None" => new(),
            "Default" => null,
            "ClusterFirstWithHostNet" => ClusterFirst(pod, node),
            _ => pod.Spec.HostNetwork == true ? null : ClusterFirst(pod, node),
        };
        return pod.Spec.DnsConfig is { } config && settings is not null ? Merge(settings, config) : settings;
    }

    /// <summary>The pod asks for the cluster's DNS, and there is none: it gets the host's.</summary>
    public static bool LacksClusterDns(V1Pod pod, NodeFacts node) =>
        node.ClusterDns.Count == 0 && (pod.Spec.DnsPolicy == "ClusterFirstWithHostNet" || (pod.Spec.DnsPolicy is null or "ClusterFirst" && pod.Spec.HostNetwork != true));

    private static DnsSettings? ClusterFirst(V1Pod pod, NodeFacts node) => node.ClusterDns.Count == 0
        ? null
        : new()
        {
            Servers = node.ClusterDns,
            Searches = [$"{pod.Metadata.Namespace}.svc.{node.ClusterDomain}", $"svc.{node.ClusterDomain}", node.ClusterDomain],
            Options = ["ndots:5"],
        };

    private static DnsSettings Merge(DnsSettings settings, V1PodDNSConfig config)
    {
        var options = new List<string>(settings.Options);
        foreach (var option in config.Options ?? [])
        {
            options.RemoveAll(old => old.Split(':')[0] == option.Name);
            options.Add(string.IsNullOrEmpty(option.Value) ? option.Name! : $"{option.Name}:{option.Value}");
        }

        return new()
        {
            Servers = [.. settings.Servers.Concat(config.Nameservers ?? []).Distinct().Take(MostServers)],
            Searches = [.. settings.Searches.Concat(config.Searches ?? []).Distinct().Take(MostSearches)],
            Options = options,
        };
    }
}
