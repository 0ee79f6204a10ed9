using Kube.Node.Eviction;
using Kube.Node.Runtime;

namespace Kube.Node.Registration;

/// <summary>The machine that the node is.</summary>
internal interface IMachine
{
    MachineInfo Read();

    /// <summary>What is left of what pods use, by signal; empty: it cannot run short.</summary>
    /// <param name="images">The file systems of images.</param>
    IReadOnlyDictionary<string, SignalUse> Measure(IReadOnlyList<FilesystemUsage> images);

    /// <summary>Sets a little of the disk aside, unless it is already: what runs containers can do nothing on a disk that is completely full, not even note that one has ended.</summary>
    void KeepReserve();

    /// <summary>Gives that up.</summary>
    void ReleaseReserve();
}
