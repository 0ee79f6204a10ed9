using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using Kube.Node.Eviction;
using Kube.Node.Runtime;
using Kube.Shared.Net;

namespace Kube.Node.Registration;

/// <summary>This machine.</summary>
internal sealed class LocalMachine(string rootDirectory) : IMachine
{
    private const int ReserveBytes = 1 << 20;

    private static readonly string[] s_podLinks = ["veth", "cni", "kube", "docker"];

    private string Reserve => Path.Combine(rootDirectory, "reserve");

    public MachineInfo Read()
    {
        var id = Line("/etc/machine-id");
        return new()
        {
            Cpus = System.Environment.ProcessorCount,
            MemoryBytes = Memory(),
            StorageBytes = Storage(),
            Address = FirstAddress(),
            MachineId = id,
            SystemUuid = Line("/sys/class/dmi/id/product_uuid") is { Length: > 0 } uuid ? uuid : id,
            BootId = Line("/proc/sys/kernel/random/boot_id"),
            KernelVersion = Line("/proc/sys/kernel/osrelease"),
            OsImage = OsName(),
            Architecture = RuntimeInformation.OSArchitecture switch
            {
                Architecture.Arm64 => "arm64",
                Architecture.Arm => "arm",
                Architecture.S390x => "s390x",
                Architecture.Ppc64le => "ppc64le",
                _ => "amd64",
            },
        };
    }

    public IReadOnlyDictionary<string, SignalUse> Measure(IReadOnlyList<FilesystemUsage> images)
    {
        var use = new Dictionary<string, SignalUse>(StringComparer.Ordinal);
        var (total, available) = (0L, -1L);
        foreach (var line in Lines("/proc/meminfo"))
        {
            if (line.StartsWith("MemTotal:", StringComparison.Ordinal)) total = Kilobytes(line);
            if (line.StartsWith("MemAvailable:", StringComparison.Ordinal)) available = Kilobytes(line);
        }

        if (total > 0 && available >= 0) use[EvictionSignals.Memory] = new(available, total);
        if (FilesystemSpace.Of(Directory.Exists(rootDirectory) ? rootDirectory : "/") is var (space, inodes))
        {
            use[EvictionSignals.Disk] = space;
            if (inodes.Capacity > 0) use[EvictionSignals.DiskInodes] = inodes;
        }

        if (images is [{ CapacityBytes: > 0 } disk, ..]) use[EvictionSignals.Images] = new(disk.AvailableBytes, disk.CapacityBytes);
        // running/all is the fourth word.
        if (long.TryParse(Line("/proc/sys/kernel/pid_max"), CultureInfo.InvariantCulture, out var most)
            && Line("/proc/loadavg").Split(' ') is [_, _, _, var tasks, ..] && long.TryParse(tasks[(tasks.IndexOf('/', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture, out var running))
            use[EvictionSignals.Pids] = new(most - running, most);
        return use;
    }

    public void KeepReserve()
    {
        if (File.Exists(Reserve) || !Directory.Exists(rootDirectory)) return;
        try
        {
            File.WriteAllBytes(Reserve, new byte[ReserveBytes]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No space even for that, or nothing may be written: not now.
            ReleaseReserve();
        }
    }

    public void ReleaseReserve()
    {
        try
        {
            File.Delete(Reserve);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next look tries again.
        }
    }

    private static long Kilobytes(string line) => long.TryParse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture, out var kilobytes) ? kilobytes * 1024 : 0;

    private static string FirstAddress()
    {
        // As upstream: the address by which the machine reaches the world.
        var way = DefaultRoute.InterfaceOf(Lines("/proc/net/route"));
        var links = HostLinks.All();
        return HostLinks.IPv4AddressesOf(links.Where(link => link.Name == way))
            .Concat(HostLinks.IPv4AddressesOf(links.Where(LeadsOut)))
            .FirstOrDefault(IPAddress.Loopback).ToString();
    }

    /// <summary>Bridges and cables of pods are not how others reach the node.</summary>
    private static bool LeadsOut(NetworkInterface link) =>
        link.OperationalStatus == OperationalStatus.Up && link.NetworkInterfaceType != NetworkInterfaceType.Loopback
        && !s_podLinks.Any(prefix => link.Name.StartsWith(prefix, StringComparison.Ordinal));

    private static long Memory()
    {
        foreach (var line in Lines("/proc/meminfo"))
            if (line.StartsWith("MemTotal:", StringComparison.Ordinal) && long.TryParse(line.AsSpan("MemTotal:".Length).Trim().TrimEnd("kB").Trim(), out var kilobytes)) return kilobytes * 1024;
        return GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
    }

    private long Storage()
    {
        try
        {
            return new DriveInfo(rootDirectory).TotalSize;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // Not made yet: the root's figure is as near as any.
            return new DriveInfo("/").TotalSize;
        }
    }

    private static string OsName()
    {
        foreach (var line in Lines("/etc/os-release"))
            if (line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal)) return line["PRETTY_NAME=".Length..].Trim('"');
        return RuntimeInformation.OSDescription;
    }

    private static string Line(string path) => Lines(path).FirstOrDefault()?.Trim() ?? "";

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
