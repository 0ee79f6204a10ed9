namespace Kube.Samples.Cluster;

/// <summary>What the flags say of the nodes themselves, under the kubelet's names.</summary>
public sealed record NodeSettings
{
    /// <summary>A file, or a directory of files, of pods that the node runs by itself; null for none.</summary>
    public string? PodManifestPath { get; init; }

    /// <summary>What must be left, by signal; null for what the node does by itself.</summary>
    public IReadOnlyDictionary<string, string>? EvictionHard { get; init; }

    /// <summary>How long a condition of pressure stays after its cause has gone.</summary>
    public TimeSpan EvictionPressureTransitionPeriod { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What is kept from pods for the cluster's own parts.</summary>
    public IReadOnlyDictionary<string, string> KubeReserved { get; init; } = new Dictionary<string, string>();

    /// <summary>What is kept from pods for the machine's other programs.</summary>
    public IReadOnlyDictionary<string, string> SystemReserved { get; init; } = new Dictionary<string, string>();

    /// <summary>The cgroup beneath which those of pods are; null for the root, and with several nodes for one of each node's own.</summary>
    public string? CgroupRoot { get; init; }

    /// <summary>The image that sandboxes are made of; null for the usual one.</summary>
    public string? PodInfraContainerImage { get; init; }

    /// <summary>Most processes of a pod; 0 for no limit.</summary>
    public int PodMaxPids { get; init; }

    /// <summary>Most pods of a node.</summary>
    public int MaxPods { get; init; } = 110;

    /// <summary>These, as the node's own options.</summary>
    internal void Apply(Kube.Node.Hosting.NodeOptions node)
    {
        node.PodManifestPath = PodManifestPath ?? "";
        node.CgroupRoot = CgroupRoot ?? "";
        if (PodInfraContainerImage is not null) node.PodInfraContainerImage = PodInfraContainerImage;
        node.PodPidsLimit = PodMaxPids;
        node.MaxPods = MaxPods;
        node.EvictionPressureTransitionPeriod = EvictionPressureTransitionPeriod;
        if (EvictionHard is not null)
        {
            node.EvictionHard.Clear();
            foreach (var (signal, value) in EvictionHard) node.EvictionHard[signal] = value;
        }

        foreach (var (name, value) in KubeReserved) node.KubeReserved[name] = value;
        foreach (var (name, value) in SystemReserved) node.SystemReserved[name] = value;
    }

    /// <summary>These as flags again, for a node that is a process of its own.</summary>
    internal IEnumerable<string> Words()
    {
        if (PodManifestPath is not null) yield return $"{NodeFlags.PodManifestPath.Name}={PodManifestPath}";
        if (EvictionHard is not null) yield return $"{NodeFlags.EvictionHard.Name}={string.Join(',', EvictionHard.Select(pair => $"{pair.Key}<{pair.Value}"))}";
        yield return $"{NodeFlags.EvictionPressureTransitionPeriod.Name}={EvictionPressureTransitionPeriod.TotalSeconds:0}s";
        if (KubeReserved.Count > 0) yield return $"{NodeFlags.KubeReserved.Name}={Amounts(KubeReserved)}";
        if (SystemReserved.Count > 0) yield return $"{NodeFlags.SystemReserved.Name}={Amounts(SystemReserved)}";
        if (CgroupRoot is not null) yield return $"{NodeFlags.CgroupRoot.Name}={CgroupRoot}";
        yield return $"{NodeFlags.PodMaxPids.Name}={PodMaxPids}";
        yield return $"{NodeFlags.MaxPods.Name}={MaxPods}";
    }

    private static string Amounts(IReadOnlyDictionary<string, string> amounts) => string.Join(',', amounts.Select(pair => $"{pair.Key}={pair.Value}"));
}
