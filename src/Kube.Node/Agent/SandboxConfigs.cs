using System.Globalization;
using System.Text;
using Kube.Api.Models;
using Kube.Node.Runtime;

namespace Kube.Node.Agent;

/// <summary>What a pod's sandbox is made of. Pure.</summary>
internal static class SandboxConfigs
{
    private const int LongestHostname = 63;

    /// <param name="pod">The pod.</param>
    /// <param name="node">Its node.</param>
    /// <param name="logDirectory">Where its logs go.</param>
    /// <param name="attempt">The number of the sandbox.</param>
    /// <param name="handler">The handler of its RuntimeClass; empty: the default one.</param>
    /// <param name="tell">Hears of what name resolution had to leave out; null: nobody listens.</param>
    public static SandboxConfig For(V1Pod pod, NodeFacts node, string logDirectory, int attempt, string handler, Action<string>? tell = null) => new()
    {
        Metadata = new() { Name = pod.Metadata.Name!, Namespace = pod.Metadata.Namespace!, Uid = pod.Metadata.Uid!, Attempt = attempt },
        Hostname = pod.Spec.HostNetwork == true && pod.Spec.HostnameOverride is not { Length: > 0 } ? "" : Hostname(pod, node),
        LogDirectory = logDirectory,
        Dns = PodDns.For(pod, node, tell),
        PortMappings = pod.Spec.HostNetwork == true ? [] : Ports(pod),
        Labels = Labels(pod),
        Annotations = new Dictionary<string, string>(pod.Metadata.Annotations ?? [])
        {
            [RuntimeLabels.ConfigSource] = pod.Metadata.Annotations?.GetValueOrDefault(RuntimeLabels.ConfigSource) ?? "api",
        },
        CgroupParent = PodCgroupPath.Of(pod, node),
        Resources = PodLimits.Containers(pod),
        Overhead = PodLimits.Overhead(pod),
        Sysctls = (pod.Spec.SecurityContext?.Sysctls ?? []).ToDictionary(sysctl => SysctlRules.Dotted(sysctl.Name), sysctl => sysctl.Value),
        Security = Security(pod),
        RuntimeHandler = handler,
    };

    /// <summary>What <c>hostname</c> says inside.</summary>
    public static string Hostname(V1Pod pod, NodeFacts node)
    {
        var name = ShortName(pod);
        if (pod.Spec.HostnameOverride is { Length: > 0 }) return name;
        return pod.Spec.SetHostnameAsFQDN == true && Domain(pod, node) is { Length: > 0 } domain ? $"{name}.{domain}" : name;
    }

    /// <summary>The hosts file of a pod's containers.</summary>
    public static string HostsFile(V1Pod pod, NodeFacts node, IReadOnlyList<string> addresses)
    {
        var text = new StringBuilder();
        if (pod.Spec.HostNetwork == true)
        {
            text.Append("# Kubernetes-managed hosts file (host network).\n").Append(node.HostsFile);
        }
        else
        {
            text.Append("# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\n")
                .Append("fe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n");
            var name = ShortName(pod);
            var names = Domain(pod, node) is { Length: > 0 } domain ? $"{name}.{domain}\t{name}" : name;
            foreach (var address in addresses) text.Append(CultureInfo.InvariantCulture, $"{address}\t{names}\n");
        }

        if (pod.Spec.HostAliases is { Count: > 0 } aliases)
        {
            text.Append("\n# Entries added by HostAliases.\n");
            foreach (var alias in aliases) text.Append(CultureInfo.InvariantCulture, $"{alias.Ip}\t{string.Join('\t', alias.Hostnames ?? [])}\n");
        }

        return text.ToString();
    }

    private static string ShortName(V1Pod pod)
    {
        var name = pod.Spec.HostnameOverride is { Length: > 0 } given ? given : pod.Spec.Hostname is { Length: > 0 } own ? own : pod.Metadata.Name!;
        return name.Length > LongestHostname && pod.Spec.HostnameOverride is not { Length: > 0 } ? name[..LongestHostname].TrimEnd('-', '.') : name;
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
            SupplementalGroupsPolicy = ContainerSecurities.Policy(pod),
            RunAsUser = pod.Spec.SecurityContext?.RunAsUser,
            RunAsGroup = pod.Spec.SecurityContext?.RunAsUser is null ? null : pod.Spec.SecurityContext.RunAsGroup,
            SeccompProfile = "RuntimeDefault",
        };
    }
}
