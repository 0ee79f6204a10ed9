using Kube.Api.Catalog;
using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Admission.Quotas;

/// <summary>What an object counts for in quotas (upstream's <c>pkg/quota/v1/evaluator/core</c>, 1.36).</summary>
public static class QuotaUsage
{
    private const string ClassInfix = ".storageclass.storage.k8s.io/";

    private static readonly string[] s_counted = ["configmaps", "persistentvolumeclaims", "pods", "replicationcontrollers", "resourcequotas", "secrets", "services"];

    /// <summary>Counts one object; whoever has the right of the result may change it.</summary>
    /// <param name="group">The group of its resource; empty: the core group.</param>
    /// <param name="plural">The plural of its resource.</param>
    /// <param name="obj">The object; of pods, services and claims more than their number counts.</param>
    public static Dictionary<string, ResourceQuantity> Of(string group, string plural, IKubernetesObject<V1ObjectMeta> obj)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(plural);
        ArgumentNullException.ThrowIfNull(obj);
        var usage = new Dictionary<string, ResourceQuantity> { [group.Length == 0 ? $"count/{plural}" : $"count/{plural}.{group}"] = ResourceQuantity.FromUnits(1) };
        if (group.Length == 0 && s_counted.Contains(plural)) usage[plural] = ResourceQuantity.FromUnits(1);
        switch (obj)
        {
            case V1Pod pod:
                AddPod(pod, usage);
                break;
            case V1Service service:
                AddService(service, usage);
                break;
            case V1PersistentVolumeClaim claim:
                AddClaim(claim, usage);
                break;
        }

        return usage;
    }

    internal static Dictionary<string, ResourceQuantity> Of(ResourceDefinition resource, IKubernetesObject<V1ObjectMeta> obj) => Of(resource.Kind.Group, resource.Plural, obj);

    /// <summary>What of <paramref name="now"/> is more than before.</summary>
    internal static Dictionary<string, ResourceQuantity> Growth(Dictionary<string, ResourceQuantity> now, Dictionary<string, ResourceQuantity> before)
    {
        var growth = new Dictionary<string, ResourceQuantity>();
        foreach (var (name, amount) in now)
        {
            var more = before.TryGetValue(name, out var had) ? amount - had : amount;
            if (more.Sign > 0) growth[name] = more;
        }

        return growth;
    }

    private static void AddPod(V1Pod pod, Dictionary<string, ResourceQuantity> usage)
    {
        // What has ended counts as an object alone.
        if (pod.Status?.Phase is "Succeeded" or "Failed")
        {
            usage.Remove("pods");
            return;
        }

        foreach (var (name, amount) in PodResourceSums.Requests(pod.Spec))
        {
            usage[$"requests.{name}"] = amount;
            if (name is "cpu" or "memory" or "ephemeral-storage") usage[name] = amount;
        }

        foreach (var (name, amount) in PodResourceSums.Limits(pod.Spec)) usage[$"limits.{name}"] = amount;
    }

    private static void AddService(V1Service service, Dictionary<string, ResourceQuantity> usage)
    {
        var ports = service.Spec.Ports?.Count ?? 0;
        var hasNodePorts = service.Spec.Type == "NodePort" || (service.Spec.Type == "LoadBalancer" && service.Spec.AllocateLoadBalancerNodePorts != false);
        usage["services.nodeports"] = ResourceQuantity.FromUnits(hasNodePorts ? ports : 0);
        usage["services.loadbalancers"] = ResourceQuantity.FromUnits(service.Spec.Type == "LoadBalancer" ? 1 : 0);
    }

    private static void AddClaim(V1PersistentVolumeClaim claim, Dictionary<string, ResourceQuantity> usage)
    {
        var storage = claim.Spec.Resources?.Requests?.GetValueOrDefault("storage") ?? ResourceQuantity.Zero;
        usage["requests.storage"] = storage;
        if (string.IsNullOrEmpty(claim.Spec.StorageClassName)) return;
        usage[$"{claim.Spec.StorageClassName}{ClassInfix}requests.storage"] = storage;
        usage[$"{claim.Spec.StorageClassName}{ClassInfix}persistentvolumeclaims"] = ResourceQuantity.FromUnits(1);
    }
}
