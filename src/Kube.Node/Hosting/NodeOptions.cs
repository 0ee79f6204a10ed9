using System.ComponentModel.DataAnnotations;

namespace Kube.Node.Hosting;

/// <summary>The node that this process is.</summary>
public sealed class NodeOptions : IValidatableObject
{
    /// <summary>The node's name. Default: the machine's name, in lower case.</summary>
    [Required] public string NodeName { get; set; } = Environment.MachineName.ToLowerInvariant();

    /// <summary>Directory for what the node keeps: volumes, pods, the process runtime's state. Created when missing. Default <c>/var/lib/kubelet</c>.</summary>
    [Required] public string RootDirectory { get; set; } = "/var/lib/kubelet";

    /// <summary>Directory for the logs of containers. Default: empty, which means <c>pod-logs</c> below <see cref="RootDirectory"/>.</summary>
    public string LogDirectory { get; set; } = "";

    /// <summary>The node's address. Default: empty, which means the IPv4 address of the interface that has the default route, else the first that is not loopback.</summary>
    public string NodeIp { get; set; } = "";

    /// <summary>Range of pod addresses, such as <c>10.244.0.0/24</c>. Default: empty, which leaves it to the cluster's controllers.</summary>
    public string PodCidr { get; set; } = "";

    /// <summary>Addresses of the cluster's DNS, for pods. Default: none, which leaves pods with the machine's.</summary>
    public IList<string> ClusterDns { get; } = [];

    /// <summary>The domain of cluster names. Default <c>cluster.local</c>.</summary>
    [Required] public string ClusterDomain { get; set; } = "cluster.local";

    /// <summary>Labels beyond those that every node has.</summary>
    public IDictionary<string, string> Labels { get; } = new Dictionary<string, string>();

    /// <summary>Taints at registration, each <c>key=value:effect</c> or <c>key:effect</c>.</summary>
    public IList<string> Taints { get; } = [];

    /// <summary>Amounts that replace or add to what the machine has, such as <c>cpu</c>: <c>32</c>.</summary>
    public IDictionary<string, string> Capacity { get; } = new Dictionary<string, string>();

    /// <summary>Most pods. Default 110; 0 to 100,000.</summary>
    [Range(0, 100_000)] public int MaxPods { get; set; } = 110;

    /// <summary>The port of the node's own endpoint, as its status shows it. Default 10250; 0 to 65,535.</summary>
    [Range(0, 65_535)] public int Port { get; set; } = 10250;

    /// <summary>How often the node's status is looked at. Default 10 s; 1 s to 10 min.</summary>
    public TimeSpan StatusUpdateFrequency { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a status that did not change is sent all the same. Default 5 min; 10 s to 1 h.</summary>
    public TimeSpan StatusReportFrequency { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the node counts as alive after it renewed its lease, which it does four times as often. Default 40 s; 4 s to 10 min.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(40);

    /// <summary>Bytes of a container's log file before it is put aside. Default 10 MiB; 1 KiB to 1 TiB.</summary>
    [Range(1L << 10, 1L << 40)] public long ContainerLogMaxBytes { get; set; } = 10 << 20;

    /// <summary>Log files of a container, the current one included. Default 5; 2 to 1,000.</summary>
    [Range(2, 1_000)] public int ContainerLogMaxFiles { get; set; } = 5;

    /// <summary>A file, or a directory of files, of pods that the node runs by itself, beside those that are bound to it. Default: empty, which means none.</summary>
    public string PodManifestPath { get; set; } = "";

    /// <summary>How often those files are read. Default 20 s; 1 s to 1 h.</summary>
    public TimeSpan FileCheckFrequency { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>What is kept from pods for the node's own parts, such as <c>cpu</c>: <c>100m</c>. Default: nothing.</summary>
    public IDictionary<string, string> KubeReserved { get; } = new Dictionary<string, string>();

    /// <summary>What is kept from pods for the machine's other programs. Default: nothing.</summary>
    public IDictionary<string, string> SystemReserved { get; } = new Dictionary<string, string>();

    /// <summary>
    /// What must be left, by signal (<c>memory.available</c>, <c>nodefs.available</c>, <c>nodefs.inodesFree</c>, <c>imagefs.available</c>, <c>pid.available</c>), an amount or a part:
    /// with less, pods are ended at once. Default as upstream.
    /// </summary>
    public IDictionary<string, string> EvictionHard { get; } = new Dictionary<string, string>
    {
        ["memory.available"] = "100Mi",
        ["nodefs.available"] = "10%",
        ["nodefs.inodesFree"] = "5%",
        ["imagefs.available"] = "15%",
    };

    /// <summary>The same for pods that are ended with grace, once it has held for a while. Default: none.</summary>
    public IDictionary<string, string> EvictionSoft { get; } = new Dictionary<string, string>();

    /// <summary>How long each soft threshold must hold. Default: none, which means at once.</summary>
    public IDictionary<string, TimeSpan> EvictionSoftGracePeriod { get; } = new Dictionary<string, TimeSpan>();

    /// <summary>The most time that pods have to stop after a soft threshold. Default 0; 0 to 1 h.</summary>
    public TimeSpan EvictionMaxPodGracePeriod { get; set; }

    /// <summary>How long a condition of pressure stays after its cause has gone. Default 5 min; 0 to 1 d.</summary>
    public TimeSpan EvictionPressureTransitionPeriod { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How full, in percent, the file system of images may be before unused ones are removed. Default 85; 0 to 100, which means never.</summary>
    [Range(0, 100)] public int ImageGcHighThresholdPercent { get; set; } = 85;

    /// <summary>Down to how many percent images are removed. Default 80; 0 to the high threshold.</summary>
    [Range(0, 100)] public int ImageGcLowThresholdPercent { get; set; } = 80;

    /// <summary>The least time that an unused image stays. Default 2 min.</summary>
    public TimeSpan ImageMinimumGcAge { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The image that the runtime makes sandboxes of: it is not removed, even when no container has it. Default <c>registry.k8s.io/pause:3.10.1</c>; empty: none.</summary>
    public string PodInfraContainerImage { get; set; } = "registry.k8s.io/pause:3.10.1";

    /// <summary>File with the machine's own DNS servers, for pods that want them. Default <c>/etc/resolv.conf</c>; empty: none.</summary>
    public string ResolverConfig { get; set; } = "/etc/resolv.conf";

    /// <summary>Cgroup beneath which <c>kubepods</c> is made, such as <c>/node-2</c>: each node of one machine needs its own. Default: empty, which means the root.</summary>
    public string CgroupRoot { get; set; } = "";

    /// <summary>Most processes of a pod. Default 0: no limit. 0 to 4,194,304.</summary>
    [Range(0, 4_194_304)] public long PodPidsLimit { get; set; }

    /// <summary>Kernel settings of namespaces that pods may have beyond the safe ones, each a name or a beginning and <c>*</c>. Default: none.</summary>
    public IList<string> AllowedUnsafeSysctls { get; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (StatusUpdateFrequency < TimeSpan.FromSeconds(1) || StatusUpdateFrequency > TimeSpan.FromMinutes(10))
            yield return new("The frequency of status updates is not within 1 s and 10 min.", [nameof(StatusUpdateFrequency)]);
        if (StatusReportFrequency < TimeSpan.FromSeconds(10) || StatusReportFrequency > TimeSpan.FromHours(1))
            yield return new("The frequency of status reports is not within 10 s and 1 h.", [nameof(StatusReportFrequency)]);
        if (LeaseDuration < TimeSpan.FromSeconds(4) || LeaseDuration > TimeSpan.FromMinutes(10))
            yield return new("The lease duration is not within 4 s and 10 min.", [nameof(LeaseDuration)]);
        foreach (var (signal, value) in EvictionHard.Concat(EvictionSoft))
            if (Eviction.EvictionThreshold.Parse(signal, value) is null) yield return new($"The eviction threshold {signal} < {value} cannot be read.", [nameof(EvictionHard), nameof(EvictionSoft)]);
        foreach (var (name, value) in KubeReserved.Concat(SystemReserved))
            if (!Kube.Api.Models.ResourceQuantity.TryParse(value, out _)) yield return new($"The reserved amount {name}: {value} is no quantity.", [nameof(KubeReserved), nameof(SystemReserved)]);
        if (FileCheckFrequency < TimeSpan.FromSeconds(1) || FileCheckFrequency > TimeSpan.FromHours(1))
            yield return new("The frequency of file checks is not within 1 s and 1 h.", [nameof(FileCheckFrequency)]);
        if (ImageGcLowThresholdPercent > ImageGcHighThresholdPercent)
            yield return new("The low threshold of images is above the high one.", [nameof(ImageGcLowThresholdPercent)]);
        if (CgroupRoot.Length > 0 && (!CgroupRoot.StartsWith('/') || CgroupRoot.EndsWith('/')))
            yield return new("The cgroup root does not begin with a slash, or ends with one.", [nameof(CgroupRoot)]);
        foreach (var taint in Taints)
            if (!taint.Contains(':', StringComparison.Ordinal)) yield return new($"The taint \"{taint}\" has no effect after a colon.", [nameof(Taints)]);
    }
}
