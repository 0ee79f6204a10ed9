using System.Globalization;

namespace Kube.Node.Runtime.Process;

/// <summary>Where containers' limits are kept: cgroup v1, v2, or a mixture; nowhere, when nothing can be written.</summary>
internal sealed class CgroupTree
{
    private const string Root = "/sys/fs/cgroup";
    private const string V2Controllers = "+cpu +memory +pids +cpuset";

    private readonly Dictionary<string, string> _v1 = new(StringComparer.Ordinal);
    private readonly bool _v2;

    public CgroupTree(bool wanted)
    {
        if (!wanted)
            return;
        _v2 = File.Exists($"{Root}/cgroup.controllers") && TryMake($"{Root}/kubepods") && TryWrite($"{Root}/cgroup.subtree_control", V2Controllers);
        if (_v2)
            return;
        foreach (var controller in (string[])["cpu", "memory", "pids", "cpuacct"])
        {
            if (Directory.Exists($"{Root}/{controller}") && TryMake($"{Root}/{controller}/kubepods"))
                _v1.Add(controller, $"{Root}/{controller}");
        }
    }

    public bool CanLimit => _v2 || _v1.ContainsKey("memory");

    /// <summary>Makes a container's cgroup with its limits.</summary>
    /// <returns>The files to which its processes are written; v1's take a single thread, so that what it starts is inside from its first moment.</returns>
    public List<string> Make(string path, ContainerResources? resources)
    {
        var procs = new List<string>();
        foreach (var directory in Directories(path))
        {
            if (!TryMake(directory))
                continue;
            procs.Add(directory + (_v2 ? "/cgroup.procs" : "/tasks"));
        }

        if (resources is not null)
            Limit(path, resources);
        return procs;
    }

    /// <summary>The file that counts kills for want of memory; empty when there is none.</summary>
    public string OutOfMemoryFile(string path) =>
        _v2 ? $"{Root}{path}/memory.events" : _v1.TryGetValue("memory", out var memory) ? $"{memory}{path}/memory.oom_control" : "";

    /// <summary>Sets what the resources name; false when something could not be set.</summary>
    public bool Limit(string path, ContainerResources resources)
    {
        var done = true;
        if (_v2)
        {
            var directory = Root + path;
            if (resources.CpuQuota > 0)
                done &= TryWrite($"{directory}/cpu.max", string.Create(CultureInfo.InvariantCulture, $"{resources.CpuQuota} {Period(resources)}"));
            if (resources.CpuShares > 0)
                done &= TryWrite($"{directory}/cpu.weight", Weight(resources.CpuShares));
            if (resources.MemoryLimitBytes > 0)
                done &= TryWrite($"{directory}/memory.max", Text(resources.MemoryLimitBytes)) && (TryWrite($"{directory}/memory.swap.max", "0") || true);
            if (resources.PidLimit > 0)
                done &= TryWrite($"{directory}/pids.max", Text(resources.PidLimit));
            return done;
        }

        if (_v1.TryGetValue("cpu", out var cpu))
        {
            if (resources.CpuQuota > 0)
                done &= TryWrite($"{cpu}{path}/cpu.cfs_period_us", Period(resources)) && TryWrite($"{cpu}{path}/cpu.cfs_quota_us", Text(resources.CpuQuota));
            if (resources.CpuShares > 0)
                done &= TryWrite($"{cpu}{path}/cpu.shares", Text(resources.CpuShares));
        }

        if (resources.MemoryLimitBytes > 0 && _v1.TryGetValue("memory", out var memory))
            done &= TryWrite($"{memory}{path}/memory.limit_in_bytes", Text(resources.MemoryLimitBytes));
        if (resources.PidLimit > 0 && _v1.TryGetValue("pids", out var pids))
            done &= TryWrite($"{pids}{path}/pids.max", Text(resources.PidLimit));
        return done;
    }

    /// <summary>Removes a cgroup that has no process left; and its parents as far as they are empty, up to a root that stays.</summary>
    public void Remove(string path, string root)
    {
        foreach (var directory in Everywhere(path))
            TryRemove(directory);
        var parent = path[..Math.Max(0, path.LastIndexOf('/'))];
        while (parent.Length > root.Length && parent.StartsWith(root, StringComparison.Ordinal))
        {
            foreach (var directory in Everywhere(parent))
                TryRemove(directory);
            parent = parent[..parent.LastIndexOf('/')];
        }
    }

    /// <summary>The same, up to <c>kubepods</c>.</summary>
    public void Remove(string path) => Remove(path, path[..(path.IndexOf("/kubepods", StringComparison.Ordinal) is >= 0 and var at ? at + "/kubepods".Length : 0)]);

    /// <summary>Removes the cgroups of pods and containers that have no process and were made before a time: those of nodes that are no more.</summary>
    public void RemoveEmpty(DateTime madeBefore)
    {
        foreach (var root in Everywhere("/kubepods"))
        {
            // Deepest first; the kernel refuses one that is in use.
            foreach (var directory in Directory.Exists(root) ? Below(root, madeBefore) : [])
                TryRemove(directory);
        }
    }

    /// <summary>Processes in a cgroup, as this process numbers them.</summary>
    public IReadOnlyList<int> Processes(string path)
    {
        foreach (var directory in Directories(path))
        {
            if (TryRead($"{directory}/cgroup.procs") is { } text)
                return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => int.Parse(line, CultureInfo.InvariantCulture)).Where(pid => pid > 0)];
        }

        return [];
    }

    public CpuUsage? Cpu(string path, DateTimeOffset now)
    {
        if (_v2)
            return Line(TryRead($"{Root}{path}/cpu.stat"), "usage_usec") is { } microseconds ? new(now, microseconds * 1000) : null;
        return _v1.TryGetValue("cpuacct", out var root) && long.TryParse(TryRead($"{root}{path}/cpuacct.usage"), CultureInfo.InvariantCulture, out var used)
            ? new(now, used)
            : null;
    }

    public MemoryUsage? Memory(string path, DateTimeOffset now)
    {
        if (!CanLimit)
            return null;
        var directory = (_v2 ? Root : _v1["memory"]) + path;
        var stat = TryRead($"{directory}/memory.stat");
        if (!long.TryParse(TryRead(_v2 ? $"{directory}/memory.current" : $"{directory}/memory.usage_in_bytes"), CultureInfo.InvariantCulture, out var usage))
            return null;
        var reclaimable = Line(stat, _v2 ? "inactive_file" : "total_inactive_file") ?? 0;
        return new()
        {
            Timestamp = now,
            UsageBytes = usage,
            WorkingSetBytes = Math.Max(0, usage - reclaimable),
            RssBytes = Line(stat, _v2 ? "anon" : "total_rss") ?? 0,
            PageFaults = Line(stat, _v2 ? "pgfault" : "total_pgfault") ?? 0,
            MajorPageFaults = Line(stat, _v2 ? "pgmajfault" : "total_pgmajfault") ?? 0,
        };
    }

    // Times are read before anything goes: a removal makes the parent look new.
    private static string[] Below(string root, DateTime madeBefore)
    {
        try
        {
            return
            [
                .. Directory.GetDirectories(root, "*", SearchOption.AllDirectories)
                    .Where(path => Path.GetFileName(path) is not ("burstable" or "besteffort") && Directory.GetLastWriteTimeUtc(path) < madeBefore)
                    .OrderByDescending(path => path.Length),
            ];
        }
        catch (IOException)
        {
            // Another node removes some at this moment; the next start looks again.
            return [];
        }
    }

    private static string Period(ContainerResources resources) => Text(resources.CpuPeriod > 0 ? resources.CpuPeriod : 100_000);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>v2's weight (1 to 10,000) for v1's shares (2 to 262,144), as upstream's runtimes convert.</summary>
    private static string Weight(long shares) => Text(1 + ((Math.Clamp(shares, 2, 262_144) - 2) * 9999 / 262_142));

    private static long? Line(string? text, string name)
    {
        foreach (var line in (text ?? "").Split('\n'))
        {
            if (line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] == ' ')
                return long.Parse(line.AsSpan(name.Length + 1), CultureInfo.InvariantCulture);
        }

        return null;
    }

    private IEnumerable<string> Directories(string path) => _v2 ? [Root + path] : _v1.Values.Select(root => root + path);

    // Other runtimes make a pod's cgroup in every hierarchy of v1.
    private IEnumerable<string> Everywhere(string path) => _v2 || !Directory.Exists(Root) ? Directories(path) : Directory.GetDirectories(Root).Select(hierarchy => hierarchy + path);

    private bool TryMake(string directory)
    {
        try
        {
            if (!_v2 || Directory.Exists(directory))
                return Directory.CreateDirectory(directory).Exists;

            // Limits below need each level to hand its controllers down.
            for (var slash = directory.IndexOf('/', Root.Length + 1); slash > 0; slash = directory.IndexOf('/', slash + 1))
            {
                Directory.CreateDirectory(directory[..slash]);
                TryWrite($"{directory[..slash]}/cgroup.subtree_control", V2Controllers);
            }

            return Directory.CreateDirectory(directory).Exists;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void TryRemove(string directory) => Linux.Native.Rmdir(directory);

    private static bool TryWrite(string file, string text)
    {
        try
        {
            File.WriteAllText(file, text);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string? TryRead(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
