using Kube.Api.Models;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>What the containers of a pod need together: init containers run one after the other, sidecars beside all that come after them.</summary>
internal static class PodResourceSums
{
    public static Dictionary<string, ResourceQuantity> Requests(V1PodSpec spec) => Sum(spec, container => container.Resources?.Requests);

    public static Dictionary<string, ResourceQuantity> Limits(V1PodSpec spec) => Sum(spec, container => container.Resources?.Limits);

    private static Dictionary<string, ResourceQuantity> Sum(V1PodSpec spec, Func<V1Container, Dictionary<string, ResourceQuantity>?> amounts)
    {
        var total = new Dictionary<string, ResourceQuantity>();
        var sidecars = new Dictionary<string, ResourceQuantity>();
        var peak = new Dictionary<string, ResourceQuantity>();
        foreach (var container in spec.Containers.OrEmpty()) Add(total, amounts(container));
        foreach (var container in spec.InitContainers.OrEmpty())
        {
            var needed = new Dictionary<string, ResourceQuantity>(sidecars);
            Add(needed, amounts(container));
            if (PodContainers.IsRestartableInit(container))
            {
                Add(total, amounts(container));
                sidecars = needed;
            }

            Raise(peak, needed);
        }

        Raise(total, peak);
        return total;
    }

    private static void Add(Dictionary<string, ResourceQuantity> sum, Dictionary<string, ResourceQuantity>? amounts)
    {
        foreach (var (name, amount) in amounts.OrEmpty()) sum[name] = sum.TryGetValue(name, out var before) ? before.Add(amount) : amount;
    }

    private static void Raise(Dictionary<string, ResourceQuantity> peak, Dictionary<string, ResourceQuantity> amounts)
    {
        foreach (var (name, amount) in amounts)
        {
            if (!peak.TryGetValue(name, out var before) || amount.CompareTo(before) > 0) peak[name] = amount;
        }
    }
}
