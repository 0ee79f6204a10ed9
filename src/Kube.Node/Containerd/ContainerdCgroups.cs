namespace Kube.Node.Containerd;

/// <summary>Cgroups that containers left behind: in every hierarchy, under the parents that pods are given.</summary>
internal static class ContainerdCgroups
{
    private const string Root = "/sys/fs/cgroup";

    // The runtime's own, for a pod that names none, is the first.
    private static readonly string[] s_parents = ["k8s.io", "kubepods"];

    /// <param name="containerId">The container, of whichever pod.</param>
    /// <param name="cgroupRoot">What the node's pods are beneath; empty: the root.</param>
    public static void Remove(string containerId, string cgroupRoot)
    {
        foreach (var parent in Parents(cgroupRoot))
        {
            foreach (var found in Below(parent, containerId)) RemoveUp(found);
        }
    }

    /// <summary>A pod's own, and what is empty below it: a runtime takes away the containers', never the pod's.</summary>
    public static void RemovePod(string uid, string cgroupRoot)
    {
        foreach (var parent in Parents(cgroupRoot))
        {
            foreach (var found in Below(parent, $"pod{uid}")) RemoveDown(found);
        }
    }

    /// <summary>All of it, when it is one node's alone.</summary>
    public static void RemoveRoot(string cgroupRoot)
    {
        if (cgroupRoot.Length == 0) return;
        foreach (var found in Hierarchies().Select(hierarchy => hierarchy + cgroupRoot).Where(Directory.Exists)) RemoveDown(found);
    }

    private static IEnumerable<string> Hierarchies() => Directory.Exists(Root) ? [Root, .. Directory.EnumerateDirectories(Root)] : [];

    private static IEnumerable<string> Parents(string cgroupRoot) =>
    [
        .. from hierarchy in Hierarchies()
           from parent in s_parents.SelectMany(name => new[] { $"{hierarchy}/{name}", $"{hierarchy}{cgroupRoot}/{name}" }).Distinct()
           where Directory.Exists(parent)
           select parent,
    ];

    private static string[] Below(string path, string name, SearchOption depth = SearchOption.AllDirectories)
    {
        try
        {
            return Directory.GetDirectories(path, name, depth);
        }
        catch (DirectoryNotFoundException)
        {
            // Another node, which cleans up as well, was first.
            return [];
        }
    }

    private static void RemoveDown(string path)
    {
        foreach (var below in Below(path, "*", SearchOption.TopDirectoryOnly)) RemoveDown(below);
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
