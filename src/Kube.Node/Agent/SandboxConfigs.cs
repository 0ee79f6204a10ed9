using System.Globalization;
using System.Text;
using Kube.Api.Models;
using Kube.Node.Runtime;

namespace Kube.Node.Agent;

/// <summary>What a pod's sandbox is made of. Pure.</summary>
internal static class SandboxConfigs
{
    private const int LongestHostname = 63;

    public static SandboxConfig For(V1Pod pod, NodeFacts node, string logDirectory, int attempt) => new()
    {
        Metadata = new() { Name = pod.Metadata.Name!, Namespace = pod.Metadata.Namespace!, Uid = pod.Metadata.Uid!, Attempt = attempt },
        Hostname = pod.Spec.HostNetwork == true ? "" : Hostname(pod, node),
        LogDirectory = logDirectory,
        Dns = PodDns.For(pod, node),
        PortMappings = pod.Spec.HostNetwork == true ? [] : Ports(pod),
        Labels = Labels(pod),
        Annotations = new Dictionary<string, string>(pod.Metadata.Annotations ?? [])
        {
            [RuntimeLabels.ConfigSource] = "api",
        },
        CgroupParent = CgroupParent(pod),
        Sysctls = (pod.Spec.SecurityContext?.Sysctls ?? []).ToDictionary(sysctl => sysctl.Name, sysctl => sysctl.Value),
        Security = Security(pod),
        RuntimeHandler = "",
    };

    /// <summary>What <c>hostname</c> says inside.</summary>
    public static string Hostname(V1Pod pod, NodeFacts node)
    {
        if (pod.Spec.HostnameOverride is { Length: > 0 } given) return given;
        var name = pod.Spec.Hostname is { Length: > 0 } own ? own : pod.Metadata.Name!;
        if (name.Length > LongestHostname) name = name[..LongestHostname].TrimEnd('-', '.');
        return pod.Spec.SetHostnameAsFQDN == true && Domain(pod, node) is { Length: > 0 } domain ? $"{name}.{domain}" : name;
    }

    /// <summary>The hosts file of a pod's containers.</summary>
    public static string HostsFile(V1Pod pod, NodeFacts node, IReadOnlyList<string> addresses)
    {
        var text = new StringBuilder(
            """
            # Kubernetes-managed hosts file.
            127.0.0.1	localhost
            ::1	localhost ip6-localhost ip6-loopback
            fe00::0	ip6-localnet
            fe00::0	ip6-mcastprefix
            fe00::1	ip6-allnodes
            fe00::2	ip6-allrouters

            """);
        var name = pod.Spec.Hostname is { Length: > 0 } own ? own : pod.Metadata.Name!;
        var names = Domain(pod, node) is { Length: > 0 } domain ? $"{name}.{domain}\t{name}" : name;
        foreach (var address in addresses) text.Append(CultureInfo.InvariantCulture, $"{address}\t{names}\n");
        if (pod.Spec.HostAliases is { Count: > 0 } aliases)
        {
            text.Append("\n# Entries added by HostAliases.\n");
            foreach (var alias in aliases) text.Append(CultureInfo.InvariantCulture, $"{alias.Ip}\t{string.Join('\t', alias.Hostnames ?? [])}\n");
        }

        return text.ToString();
    }

    private static string Domain(V1Pod pod, NodeFacts node) =>
        pod.Spec.Subdomain is { Length: > 0 } subdomain ? $"{subdomain}.{pod.Metadata.Namespace}.svc.{node.ClusterDomain}" : "";

    private static Dictionary<string, string> Labels(V1Pod pod) => new(pod.Metadata.Labels ?? [])
    {
        [RuntimeLabels.PodName] = pod.Metadata.Name!,
        [RuntimeLabels.PodNamespace] = pod.Metadata.Namespace!,
        [RuntimeLabels.PodUid] = pod.Metadata.Uid!,
    };

    private static PortMapping[] Ports(V1Pod pod) =>
    [
        .. pod.Spec.Containers.Concat((pod.Spec.InitContainers ?? []).Where(PodFacts.IsSidecar))
            .SelectMany(container => container.Ports ?? [])
            .Where(port => port.HostPort > 0)
            .Select(port => new PortMapping { Protocol = port.Protocol ?? "TCP", ContainerPort = port.ContainerPort, HostPort = port.HostPort ?? 0, HostIp = port.HostIP ?? "" }),
    ];

    private static string CgroupParent(V1Pod pod)
    {
        var uid = pod.Metadata.Uid;
        return pod.Status.QosClass switch
        {
            "Guaranteed" => $"/kubepods/pod{uid}",
            "Burstable" => $"/kubepods/burstable/pod{uid}",
            _ => $"/kubepods/besteffort/pod{uid}",
        };
    }

    private static SandboxSecurity Security(V1Pod pod)
    {
        var groups = new List<long>(pod.Spec.SecurityContext?.SupplementalGroups ?? []);
        if (pod.Spec.SecurityContext?.FsGroup is { } group) groups.Add(group);
        return new()
        {
            Network = pod.Spec.HostNetwork == true ? NamespaceMode.Node : NamespaceMode.Pod,
            Pid = pod.Spec.HostPID == true ? NamespaceMode.Node : pod.Spec.ShareProcessNamespace == true ? NamespaceMode.Pod : NamespaceMode.Container,
            Ipc = pod.Spec.HostIPC == true ? NamespaceMode.Node : NamespaceMode.Pod,
            UserNamespace = pod.Spec.HostUsers == false,
            Privileged = PodFacts.Containers(pod).Any(pair => pair.Container.SecurityContext?.Privileged == true),
            SupplementalGroups = groups,
        };
    }
}
