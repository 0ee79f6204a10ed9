namespace Kube.Node.Eviction;

/// <summary>What the node runs short of, as upstream names it (<c>pkg/kubelet/eviction/api</c>).</summary>
internal static class EvictionSignals
{
    public const string Memory = "memory.available";
    public const string Disk = "nodefs.available";
    public const string DiskInodes = "nodefs.inodesFree";
    public const string Images = "imagefs.available";
    public const string ImageInodes = "imagefs.inodesFree";
    public const string Pids = "pid.available";

    public static IReadOnlyList<string> All { get; } = [Memory, Disk, DiskInodes, Images, ImageInodes, Pids];

    /// <summary>The condition of the node that a signal leads to.</summary>
    public static string Condition(string signal) => signal switch
    {
        Memory => "MemoryPressure",
        Pids => "PIDPressure",
        _ => "DiskPressure",
    };

    /// <summary>The resource of pods that a signal is about.</summary>
    public static string Resource(string signal) => signal switch
    {
        Memory => "memory",
        DiskInodes or ImageInodes => "inodes",
        Pids => "pids",
        _ => "ephemeral-storage",
    };
}
