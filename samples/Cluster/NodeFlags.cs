using System.CommandLine;

namespace Kube.Samples.Cluster;

/// <summary>The part of the command line that is the nodes': the kubelet's names.</summary>
internal static class NodeFlags
{
    public static readonly Option<string?> PodManifestPath = new("--pod-manifest-path")
    {
        Description = "File, or directory of files, of pods that the node runs by itself.",
        HelpName = "PATH",
    };

    public static readonly Option<Dictionary<string, string>?> EvictionHard = new("--eviction-hard")
    {
        Description = "What must be left, or pods are ended: memory.available<100Mi,nodefs.available<10%. Default: as upstream.",
        CustomParser = result => Flags.Parse(result, text => Pairs(text, '<')),
        HelpName = "SIGNAL<AMOUNT,…",
    };

    public static readonly Option<TimeSpan> EvictionPressureTransitionPeriod = Flags.Time("--eviction-pressure-transition-period", "How long a condition of pressure stays after its cause.", 300);

    public static readonly Option<Dictionary<string, string>?> KubeReserved = Amounts("--kube-reserved", "Kept from pods for the cluster's own parts: cpu=200m,memory=150Mi.");

    public static readonly Option<Dictionary<string, string>?> SystemReserved = Amounts("--system-reserved", "Kept from pods for the machine's other programs.");

    public static readonly Option<string?> CgroupRoot = new("--cgroup-root")
    {
        Description = "Cgroup that those of pods are beneath. Default: the root; of several nodes each has its own.",
        CustomParser = result => Flags.Parse(result, text => text is ['/', _, ..] && !text.EndsWith('/') ? text : throw new FormatException()),
        HelpName = "/NAME",
    };

    public static readonly Option<int> PodMaxPids = new("--pod-max-pids") { Description = "Most processes of a pod; 0: no limit.", DefaultValueFactory = _ => 0, HelpName = "N" };

    public static readonly Option<int> MaxPods = new("--max-pods") { Description = "Most pods of a node.", DefaultValueFactory = _ => 110, HelpName = "N" };

    public static readonly Option<string?> VolumeDirectory = new("--volume-dir")
    {
        Description = "Directory in which claims of the storage class \"standard\", which is then there and the default, get directories as their volumes.",
        HelpName = "DIR",
    };

    public static IReadOnlyList<Option> All { get; } = [PodManifestPath, EvictionHard, EvictionPressureTransitionPeriod, KubeReserved, SystemReserved, CgroupRoot, PodMaxPids, MaxPods, VolumeDirectory];

    public static NodeSettings Read(ParseResult flags) => new()
    {
        PodManifestPath = flags.GetValue(PodManifestPath) is { } path ? Path.GetFullPath(path) : null,
        EvictionHard = flags.GetValue(EvictionHard),
        EvictionPressureTransitionPeriod = flags.GetValue(EvictionPressureTransitionPeriod),
        KubeReserved = flags.GetValue(KubeReserved) ?? [],
        SystemReserved = flags.GetValue(SystemReserved) ?? [],
        CgroupRoot = flags.GetValue(CgroupRoot),
        PodMaxPids = flags.GetValue(PodMaxPids),
        MaxPods = flags.GetValue(MaxPods),
    };

    private static Option<Dictionary<string, string>?> Amounts(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result => Flags.Parse(result, text => Pairs(text, '=')),
        HelpName = "NAME=AMOUNT,…",
    };

    private static Dictionary<string, string> Pairs(string text, char between)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (pair.Split(between) is not [{ Length: > 0 } name, { Length: > 0 } value]) throw new FormatException();
            pairs[name] = value;
        }

        return pairs;
    }
}
