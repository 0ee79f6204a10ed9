using Kube.Api.Kubernetes.Admission.Quotas;
using Kube.Api.Models;

namespace Kube.Controllers.Quotas;

/// <summary>What the objects of a namespace use of a quota: decides.</summary>
internal static class QuotaCount
{
    /// <summary>Whether an entry is about the number of objects of a resource alone.</summary>
    public static bool IsOfObjects(string entry) =>
        entry.StartsWith("count/", StringComparison.Ordinal) || entry is "configmaps" or "replicationcontrollers" or "resourcequotas" or "secrets";

    /// <summary>Adds up.</summary>
    /// <param name="quota">The quota.</param>
    /// <param name="pods">The pods of its namespace.</param>
    /// <param name="services">The services of its namespace.</param>
    /// <param name="claims">The claims of its namespace.</param>
    /// <param name="counts">How many objects there are, by the entries that count objects; an entry that is missing counts a resource that nobody knows.</param>
    /// <returns>The use of each entry of the quota that is known.</returns>
    public static Dictionary<string, ResourceQuantity> Of(
        V1ResourceQuota quota, IEnumerable<V1Pod> pods, IEnumerable<V1Service> services, IEnumerable<V1PersistentVolumeClaim> claims, IReadOnlyDictionary<string, long> counts)
    {
        var used = new Dictionary<string, ResourceQuantity>();
        foreach (var entry in (quota.Spec.Hard ?? []).Keys)
        {
            if (!IsOfObjects(entry)) used[entry] = ResourceQuantity.Zero;
            else if (counts.TryGetValue(entry, out var count)) used[entry] = ResourceQuantity.FromUnits(count);
        }

        Add(quota, "pods", pods, used);
        Add(quota, "services", services, used);
        Add(quota, "persistentvolumeclaims", claims, used);
        return used;
    }

    /// <summary>Whether some entry is now less than before.</summary>
    public static bool IsLess(Dictionary<string, ResourceQuantity> now, Dictionary<string, ResourceQuantity>? before) =>
        now.Any(entry => before?.TryGetValue(entry.Key, out var had) == true && entry.Value < had);

    /// <summary>Whether amounts are the same.</summary>
    public static bool AreSame(Dictionary<string, ResourceQuantity>? one, Dictionary<string, ResourceQuantity>? other) =>
        (one?.Count ?? 0) == (other?.Count ?? 0) && (one ?? []).All(entry => other!.TryGetValue(entry.Key, out var amount) && amount == entry.Value);

    private static void Add<T>(V1ResourceQuota quota, string plural, IEnumerable<T> objects, Dictionary<string, ResourceQuantity> used)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        foreach (var obj in objects)
        {
            if (!QuotaScopes.Covers(quota.Spec, obj)) continue;
            foreach (var (entry, amount) in QuotaUsage.Of("", plural, obj))
                if (!IsOfObjects(entry) && used.TryGetValue(entry, out var sum)) used[entry] = sum + amount;
        }
    }
}
