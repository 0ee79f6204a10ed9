namespace Kube.Scheduling.Plugins.Topology;

/// <summary>What the affinity terms of a pod, and of those that are there, make of each domain.</summary>
/// <param name="Near">Domains that must have pods, one for each required term.</param>
/// <param name="IsFirst">No pod is meant by the required terms but this one itself: it may go anywhere that has the domains.</param>
/// <param name="Far">Domains that must not have pods.</param>
/// <param name="Kept">Domains that pods which are there keep this one from.</param>
internal sealed record PodNearness(Domains[] Near, bool IsFirst, Domains[] Far, Domains[] Kept)
{
    public bool IsNear(int row)
    {
        var exist = true;
        foreach (var domains in Near)
        {
            if (domains.Column.Values[row] == 0) return false;
            exist &= domains.At(row) > 0;
        }

        return exist || IsFirst;
    }

    public static bool IsFar(Domains[] from, int row)
    {
        foreach (var domains in from)
            if (domains.At(row) > 0) return false;
        return true;
    }

    public bool Admits(int row) => IsNear(row) && IsFar(Far, row) && IsFar(Kept, row);
}
