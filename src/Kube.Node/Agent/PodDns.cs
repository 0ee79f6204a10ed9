using Kube.Api.Models;
using Kube.Node.Runtime;

namespace Kube.Node.Agent;

/// <summary>Name resolution of a pod (upstream's <c>pkg/kubelet/network/dns</c>). Pure.</summary>
internal static class PodDns
{
    private const int MostServers = 3;
    private const int MostSearches = 32;
    private const int MostSearchCharacters = 2048;

    /// <param name="pod">The pod.</param>
    /// <param name="node">Its node.</param>
    /// <param name="tell">Hears of what was left out; null: nobody listens.</param>
    /// <returns>Null: the host's own.</returns>
    public static DnsSettings? For(V1Pod pod, NodeFacts node, Action<string>? tell = null)
    {
        var settings = pod.Spec.DnsPolicy switch
        {
            "None" => new(),
            "Default" => node.HostDns,
            "ClusterFirstWithHostNet" => ClusterFirst(pod, node),
            _ => pod.Spec.HostNetwork == true ? node.HostDns : ClusterFirst(pod, node),
        };
        if (settings is null) return null;
        return Bound(pod.Spec.DnsConfig is { } config ? Merge(settings, config) : settings, tell);
    }

    /// <summary>The pod asks for the cluster's DNS, and there is none: it gets the host's.</summary>
    public static bool LacksClusterDns(V1Pod pod, NodeFacts node) =>
        node.ClusterDns.Count == 0 && (pod.Spec.DnsPolicy == "ClusterFirstWithHostNet" || (pod.Spec.DnsPolicy is null or "ClusterFirst" && pod.Spec.HostNetwork != true));

    /// <summary>Reads what <c>/etc/resolv.conf</c> says.</summary>
    public static DnsSettings Parse(string file)
    {
        var (servers, searches, options) = (new List<string>(), Array.Empty<string>(), new List<string>());
        foreach (var line in file.Split('\n'))
        {
            var words = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["nameserver", var server, ..]: servers.Add(server); break;
                // The last line holds; a lone dot searches nothing.
                case ["search", .. var domains]: searches = [.. domains.Select(domain => domain == "." ? domain : domain.TrimEnd('.'))]; break;
                case ["options", .. var some]: options.AddRange(some); break;
            }
        }

        return new() { Servers = servers, Searches = searches, Options = options };
    }

    private static DnsSettings? ClusterFirst(V1Pod pod, NodeFacts node) => node.ClusterDns.Count == 0
        ? node.HostDns
        : new()
        {
            Servers = node.ClusterDns,
            Searches = [.. new[] { $"{pod.Metadata.Namespace}.svc.{node.ClusterDomain}", $"svc.{node.ClusterDomain}", node.ClusterDomain }.Concat(node.HostDns?.Searches ?? []).Distinct()],
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
            Servers = [.. settings.Servers.Concat(config.Nameservers ?? []).Distinct()],
            Searches = [.. settings.Searches.Concat(config.Searches ?? []).Select(domain => domain == "." ? domain : domain.TrimEnd('.')).Distinct()],
            Options = options,
        };
    }

    /// <summary>What the resolvers of containers can take.</summary>
    private static DnsSettings Bound(DnsSettings settings, Action<string>? tell)
    {
        var (servers, searches) = (settings.Servers, settings.Searches);
        if (servers.Count > MostServers)
        {
            servers = [.. servers.Take(MostServers)];
            tell?.Invoke($"Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: {string.Join(' ', servers)}");
        }

        if (!Fit(searches))
        {
            var fitting = searches.Take(MostSearches).ToList();
            while (!Fit(fitting)) fitting.RemoveAt(fitting.Count - 1);
            searches = fitting;
            tell?.Invoke($"Search Line limits were exceeded, some search paths have been omitted, the applied search line is: {string.Join(' ', searches)}");
        }

        return settings with { Servers = servers, Searches = searches };
    }

    private static bool Fit(IReadOnlyList<string> searches)
    {
        if (searches.Count > MostSearches) return false;
        var characters = -1;
        foreach (var domain in searches) characters += domain.Length + 1;
        return characters <= MostSearchCharacters;
    }
}
