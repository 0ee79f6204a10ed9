using Kube.Api.Models;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>The class of service that follows from what a pod's containers ask for.</summary>
internal static class QualityOfService
{
    public const string Guaranteed = "Guaranteed";
    public const string Burstable = "Burstable";
    public const string BestEffort = "BestEffort";

    /// <summary>The class of a pod with this specification.</summary>
    public static string Of(V1PodSpec spec)
    {
        var requests = new Dictionary<string, ResourceQuantity>();
        var limits = new Dictionary<string, ResourceQuantity>();
        var guaranteed = true;
        if (spec.Resources is { } own && own.Requests.Count() + own.Limits.Count() > 0)
        {
            Add(requests, own.Requests);
            guaranteed = Add(limits, own.Limits) == 2;
        }
        else
        {
            foreach (var container in spec.Containers.OrEmpty().Concat(spec.InitContainers.OrEmpty()))
            {
                Add(requests, container.Resources?.Requests);
                guaranteed &= Add(limits, container.Resources?.Limits) == 2;
            }
        }

        if (requests.Count == 0 && limits.Count == 0) return BestEffort;
        guaranteed &= requests.Count == limits.Count
            && requests.All(request => limits.TryGetValue(request.Key, out var limit) && limit.CompareTo(request.Value) == 0);
        return guaranteed ? Guaranteed : Burstable;
    }

    /// <returns>How many of cpu and memory there were.</returns>
    private static int Add(Dictionary<string, ResourceQuantity> sum, Dictionary<string, ResourceQuantity>? amounts)
    {
        var found = 0;
        foreach (var (name, amount) in amounts.OrEmpty())
        {
            if (name is not (ResourceNames.Cpu or ResourceNames.Memory) || amount.Sign <= 0) continue;
            found++;
            sum[name] = sum.TryGetValue(name, out var before) ? before.Add(amount) : amount;
        }

        return found;
    }
}
