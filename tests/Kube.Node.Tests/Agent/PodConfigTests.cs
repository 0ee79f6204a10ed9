using Kube.Api.Models;
using Kube.Node.Agent;
using Kube.Node.Runtime;

namespace Kube.Node.Tests.Agent;

/// <summary>What a pod's specification becomes in the words of the runtime.</summary>
public sealed class PodConfigTests
{
    private static readonly NodeFacts s_node = new()
    {
        NodeName = "n",
        ClusterDns = ["10.0.0.10"],
        HostDns = new() { Servers = ["1.1.1.1"], Searches = ["corp.example"], Options = ["timeout:2"] },
        HostsFile = "10.1.1.1\thost\n",
        SeccompDirectory = "/var/lib/kubelet/seccomp",
        CgroupRoot = "/node-2",
        MemoryBytes = 8L << 30,
        PodPidsLimit = 100,
    };

    [Theory]
    [InlineData("{}", "10.0.0.10", "default.svc.cluster.local svc.cluster.local cluster.local corp.example", "ndots:5")]
    [InlineData("{dnsPolicy: Default}", "1.1.1.1", "corp.example", "timeout:2")]
    [InlineData("{hostNetwork: true}", "1.1.1.1", "corp.example", "timeout:2")]
    [InlineData("{hostNetwork: true, dnsPolicy: ClusterFirstWithHostNet}", "10.0.0.10", "default.svc.cluster.local svc.cluster.local cluster.local corp.example", "ndots:5")]
    [InlineData("{dnsPolicy: None, dnsConfig: {nameservers: [9.9.9.9], searches: [a.b.], options: [{name: ndots, value: '2'}, {name: edns0}]}}", "9.9.9.9", "a.b", "ndots:2 edns0")]
    [InlineData("{dnsConfig: {nameservers: [9.9.9.9], options: [{name: ndots, value: '2'}]}}", "10.0.0.10 9.9.9.9", "default.svc.cluster.local svc.cluster.local cluster.local corp.example", "ndots:2")]
    public void Dns_ByPolicyAndConfig(string spec, string servers, string searches, string options)
    {
        var dns = PodDns.For(Pod(spec), s_node)!;
        Assert.Equal((servers, searches, options), (string.Join(' ', dns.Servers), string.Join(' ', dns.Searches), string.Join(' ', dns.Options)));
    }

    [Fact]
    public void Dns_TooMuch_IsCutAndTold()
    {
        var told = new List<string>();
        var dns = PodDns.For(Pod("{dnsPolicy: None, dnsConfig: {nameservers: [1.1.1.1, 1.1.1.2, 1.1.1.3, 1.1.1.4], searches: [" + string.Join(',', Enumerable.Range(0, 33).Select(i => $"d{i}")) + "]}}"), s_node, told.Add)!;

        Assert.Equal((3, 32), (dns.Servers.Count, dns.Searches.Count));
        Assert.Equal("Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: 1.1.1.1 1.1.1.2 1.1.1.3", told[0]);
        Assert.StartsWith("Search Line limits were exceeded, some search paths have been omitted, the applied search line is: d0 d1", told[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "web", "10.2.0.5\tweb\n")]
    [InlineData("{hostname: api}", "api", "10.2.0.5\tapi\n")]
    [InlineData("{hostname: api, subdomain: sub}", "api", "10.2.0.5\tapi.sub.default.svc.cluster.local\tapi\n")]
    [InlineData("{hostname: api, subdomain: sub, setHostnameAsFQDN: true}", "api.sub.default.svc.cluster.local", "10.2.0.5\tapi.sub.default.svc.cluster.local\tapi\n")]
    [InlineData("{hostnameOverride: other.example}", "other.example", "10.2.0.5\tother.example\n")]
    [InlineData("{hostNetwork: true, hostAliases: [{ip: 1.2.3.4, hostnames: [a, b]}]}", "", "10.1.1.1\thost\n\n# Entries added by HostAliases.\n1.2.3.4\ta\tb\n")]
    public void Hostname_AndHostsFile(string spec, string hostname, string hosts)
    {
        var pod = Pod(spec);
        Assert.Equal(hostname, Config(pod).Hostname);
        Assert.EndsWith(hosts, SandboxConfigs.HostsFile(pod, s_node, ["10.2.0.5"]), StringComparison.Ordinal);
    }

    [Fact]
    public void HostsFile_BeginsAsUpstreams() => Assert.StartsWith(
        "# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n10.2.0.5\t",
        SandboxConfigs.HostsFile(Pod("{}"), s_node, ["10.2.0.5"]), StringComparison.Ordinal);

    [Fact]
    public void Sandbox_NamespacesUserGroupsAndSettings()
    {
        var config = Config(Pod("""
            hostPID: true
            hostIPC: true
            hostUsers: false
            overhead: {cpu: 100m, memory: 10Mi}
            securityContext: {runAsUser: 7, runAsGroup: 8, fsGroup: 9, supplementalGroups: [10], supplementalGroupsPolicy: Strict, sysctls: [{name: net/ipv4/ip_local_port_range, value: 1024 65535}]}
            """), "gvisor");

        var security = config.Security;
        Assert.Equal((NamespaceMode.Node, NamespaceMode.Node, NamespaceMode.Pod, true), (security.Pid, security.Ipc, security.Network, security.UserNamespace));
        Assert.Equal((7L, 8L, SupplementalGroupsPolicy.Strict, "RuntimeDefault"), (security.RunAsUser, security.RunAsGroup, security.SupplementalGroupsPolicy, security.SeccompProfile));
        Assert.Equal([10, 9], security.SupplementalGroups);
        Assert.Equal("1024 65535", config.Sysctls["net.ipv4.ip_local_port_range"]);
        Assert.Equal(("gvisor", "/node-2/kubepods/besteffort/podu"), (config.RuntimeHandler, config.CgroupParent));
        Assert.Equal((102, 10_000, 10L << 20), (config.Overhead!.CpuShares, config.Overhead.CpuQuota, config.Overhead.MemoryLimitBytes));
        Assert.Equal(NamespaceMode.Pod, Config(Pod("{shareProcessNamespace: true}")).Security.Pid);
    }

    [Theory]
    [InlineData("{}", "{}", "Unconfined", "", false, false)]
    [InlineData("{seccompProfile: {type: RuntimeDefault}}", "{}", "RuntimeDefault", "", false, false)]
    [InlineData("{seccompProfile: {type: RuntimeDefault}}", "{seccompProfile: {type: Localhost, localhostProfile: my/p.json}}", "/var/lib/kubelet/seccomp/my/p.json", "", false, false)]
    [InlineData("{}", "{appArmorProfile: {type: Localhost, localhostProfile: mine}, allowPrivilegeEscalation: false}", "Unconfined", "mine", true, false)]
    [InlineData("{}", "{procMount: Unmasked, allowPrivilegeEscalation: true}", "Unconfined", "", false, true)]
    public void Container_ProfilesAndRights(string pod, string container, string seccomp, string armor, bool noNewPrivileges, bool unmasked)
    {
        var spec = Pod("{securityContext: " + pod + "}", container);
        var security = ContainerSecurities.Of(spec, spec.Spec.Containers[0], "", s_node.SeccompDirectory);

        Assert.Equal((seccomp, armor, noNewPrivileges), (security.SeccompProfile, security.AppArmorProfile, security.NoNewPrivileges));
        Assert.Equal(unmasked, security.MaskedPaths is []);
        Assert.Equal(unmasked, security.ReadOnlyPaths is []);
        Assert.True(unmasked || security.MaskedPaths!.Contains("/proc/kcore"));
    }

    [Theory]
    [InlineData("{requests: {cpu: 250m, memory: 1Gi}, limits: {cpu: 500m}}", "Burstable", 256, 50_000, 0L, 875)]
    [InlineData("{limits: {cpu: 1m, memory: 64Mi}}", "Guaranteed", 2, 1_000, 64L << 20, -997)]
    [InlineData("{}", "BestEffort", 2, 0, 0L, 1000)]
    public void Container_Limits(string resources, string qos, long shares, long quota, long memory, int score)
    {
        var pod = Pod("{}", null, resources, qos);
        var limits = ContainerLimits.Of(pod, pod.Spec.Containers[0], s_node);
        Assert.Equal((shares, quota, memory, score), (limits.CpuShares, limits.CpuQuota, limits.MemoryLimitBytes, limits.OomScoreAdjustment));
    }

    [Fact]
    public void Container_OfAPodWithLimits_HasThem()
    {
        var pod = Pod("{resources: {requests: {cpu: '1', memory: 4Gi}, limits: {cpu: '2', memory: 4Gi}}}", null, "{requests: {cpu: 100m}}", "Burstable");
        var limits = ContainerLimits.Of(pod, pod.Spec.Containers[0], s_node);

        Assert.Equal((102, 200_000, 4L << 30, 500), (limits.CpuShares, limits.CpuQuota, limits.MemoryLimitBytes, limits.OomScoreAdjustment));
        var whole = PodLimits.Cgroup(pod, s_node);
        Assert.Equal((1024, 200_000, 4L << 30, 100L), (whole.CpuShares, whole.CpuQuota, whole.MemoryLimitBytes, whole.PidLimit));
    }

    [Theory]
    [InlineData("kernel.msgmax", "{}", "forbidden sysctl: \"kernel.msgmax\" not allowlisted")]
    [InlineData("net.core.somaxconn", "{}", null)]
    [InlineData("net.ipv4.tcp_syncookies", "{hostNetwork: true}", "forbidden sysctl: \"net.ipv4.tcp_syncookies\" not allowed with host net enabled")]
    [InlineData("kernel.shm_rmid_forced", "{hostIPC: true}", "forbidden sysctl: \"kernel.shm_rmid_forced\" not allowed with host ipc enabled")]
    [InlineData("kernel.shm_rmid_forced", "{}", null)]
    public void Sysctl_NotAllowed_IsRefused(string name, string spec, string? message)
    {
        var pod = Pod(spec);
        pod.Spec.SecurityContext = new() { Sysctls = [new() { Name = name, Value = "1" }] };

        Assert.Equal(message, SysctlRules.Check(pod, s_node with { AllowedUnsafeSysctls = ["net.core.*"] })?.Message);
    }

    private static SandboxConfig Config(V1Pod pod, string handler = "") => SandboxConfigs.For(pod, s_node, "/logs", 0, handler);

    private static V1Pod Pod(string spec, string? security = null, string? resources = null, string qos = "BestEffort")
    {
        var pod = HollowNode.Pod("metadata: {name: web, uid: u}\nspec: " + (spec[0] == (char)123 ? spec : "\n  " + spec.ReplaceLineEndings("\n  ")) + "\n");
        pod.Spec.Containers = [HollowNode.Pod("{metadata: {name: x}, spec: {containers: [{name: main, image: x, securityContext: " + (security ?? "{}") + ", resources: " + (resources ?? "{}") + "}]}}").Spec.Containers[0]];
        pod.Status = new() { QosClass = qos };
        return pod;
    }
}
