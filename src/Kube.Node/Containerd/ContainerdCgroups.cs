namespace Kube.Node.Containerd;

/// <summary>Cgroups that containers left behind: in every hierarchy, under the parents that pods are given.</summary>
internal static class ContainerdCgroups
{
    private const string Root = "/sys/fs/cgroup";
    private static readonly string[] s_parents = ["k8s.io", "kubepods"];

    public static void Remove(string containerId)
    {
        foreach (var hierarchy in Directory.EnumerateDirectories(Root).Append(Root))
        {
            foreach (var parent in s_parents.Select(name => Path.Combine(hierarchy, name)).Where(Directory.Exists))
            {
                foreach (var found in Directory.EnumerateDirectories(parent, containerId, SearchOption.AllDirectories).ToList()) RemoveUp(found);
            }
        }
    }

    /// <summary>A pod's own, and what is empty below it: a runtime takes away the containers', never the pod's.</summary>
    public static void RemovePod(string uid)
    {
        foreach (var hierarchy in Directory.EnumerateDirectories(Root).Append(Root))
        {
            foreach (var parent in s_parents.Select(name => Path.Combine(hierarchy, name)).Where(Directory.Exists))
            {
                foreach (var found in Directory.EnumerateDirectories(parent, $"pod{uid}", SearchOption.AllDirectories).ToList()) RemoveDown(found);
            }
        }
    }

    private static void RemoveDown(string path)
    {
        foreach (var below in Directory.GetDirectories(path)) RemoveDown(below);
        TryRemove(path);
    }

    // A pod's own goes with its last container; those of classes and of all pods stay, they are the machine's.
    private static void RemoveUp(string path)
    {
        if (!TryRemove(path)) return;
        var parent = Path.GetDirectoryName(path)!;
        if (Path.GetFileName(parent).StartsWith("pod", StringComparison.Ordinal)) TryRemove(parent);
    }

    private static bool TryRemove(string path)
    {
        try
        {
            Directory.Delete(path);
            return true;
        }
        catch (IOException)
        {
            // Others are in it, or it is gone.
            return false;
        }
    }
}
