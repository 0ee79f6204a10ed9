using System.Globalization;
using Kube.Node.Eviction;
using Kube.Node.Runtime;

namespace Kube.Node.Registration;

/// <summary>A machine that is not there.</summary>
internal sealed class HollowMachine(string nodeName, ISimulatedPressure? pressure = null) : IMachine
{
    public MachineInfo Read()
    {
        var hash = 17u;
        foreach (var c in nodeName) hash = (hash * 31) + c;
        return new()
        {
            IsSimulated = true,
            Cpus = 32,
            MemoryBytes = 256L << 30,
            StorageBytes = 1L << 40,
            Address = string.Create(CultureInfo.InvariantCulture, $"172.{16 + (hash >> 16 & 15)}.{hash >> 8 & 255}.{1 + (hash % 254)}"),
            MachineId = hash.ToString("x32", CultureInfo.InvariantCulture),
            SystemUuid = hash.ToString("x32", CultureInfo.InvariantCulture),
            BootId = hash.ToString("x32", CultureInfo.InvariantCulture),
            KernelVersion = "hollow",
            OsImage = "hollow",
        };
    }

    public IReadOnlyDictionary<string, SignalUse> Measure(IReadOnlyList<FilesystemUsage> images) => pressure?.Use ?? new Dictionary<string, SignalUse>();

    public void KeepReserve()
    {
        // There is no disk.
    }

    public void ReleaseReserve()
    {
        // There is none.
    }
}
