namespace Kube.Node.Volumes;

/// <summary>Paths of the host.</summary>
internal static class HostPaths
{
    /// <summary>Sees that what a hostPath volume demands is there (upstream's <c>pkg/volume/hostpath</c>).</summary>
    /// <exception cref="VolumeException">It is not.</exception>
    public static void Check(string path, string type)
    {
        switch (type)
        {
            case "":
                return;
            case "DirectoryOrCreate":
                if (!Directory.Exists(path)) Directory.CreateDirectory(path, VolumeModes.Readable);
                return;
            case "FileOrCreate":
                if (Directory.Exists(path)) throw Not(path, "a file");
                if (!File.Exists(path)) File.Create(path).Dispose();
                return;
            case "Directory":
                if (!Directory.Exists(path)) throw Not(path, "a directory");
                return;
            case "File":
                Demand(path, 0x8000, "a file");
                return;
            case "Socket":
                Demand(path, 0xC000, "a socket file");
                return;
            case "CharDevice":
                Demand(path, 0x2000, "a character device");
                return;
            case "BlockDevice":
                Demand(path, 0x6000, "a block device");
                return;
            default:
                throw new VolumeException($"{type} is an invalid volume type");
        }
    }

    /// <summary>A path without any link in it.</summary>
    public static string Real(string path)
    {
        var result = "/";
        var left = new Stack<string>(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        for (var links = 0; left.TryPop(out var part);)
        {
            if (part == ".") continue;
            if (part == "..")
            {
                result = Path.GetDirectoryName(result) ?? "/";
                continue;
            }

            var next = Path.Combine(result, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                result = next;
                continue;
            }

            if (++links > 40) throw new VolumeException($"too many links in {path}");
            if (target.StartsWith('/')) result = "/";
            foreach (var piece in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse()) left.Push(piece);
        }

        return result;
    }

    /// <summary>What is mounted below a directory, the deepest first.</summary>
    public static IReadOnlyList<string> MountsBelow(string directory)
    {
        try
        {
            return
            [
                .. File.ReadLines("/proc/self/mounts")
                    .Select(line => line.Split(' ')[1].Replace("\\040", " ", StringComparison.Ordinal))
                    .Where(path => path.StartsWith(directory + "/", StringComparison.Ordinal))
                    .OrderByDescending(path => path.Length),
            ];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static void Demand(string path, int kind, string what)
    {
        if (VolumeNative.FileKind(path) != kind) throw Not(path, what);
    }

    private static VolumeException Not(string path, string what) => new($"hostPath type check failed: {path} is not {what}");
}
