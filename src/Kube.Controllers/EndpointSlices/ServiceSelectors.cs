using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Controllers.Pods;

namespace Kube.Controllers.EndpointSlices;

/// <summary>Which services a pod concerns, and whether a change of it concerns any.</summary>
internal static class ServiceSelectors
{
    /// <summary>Files services with a selector under their namespace and one of its labels: whoever has all of a selector's labels has that one.</summary>
    public static CacheIndex<V1Service> Index { get; } = new("selector", service =>
        service.Spec.Selector is { Count: > 0 } selector ? [Value(service.Metadata.Namespace!, selector.MinBy(static pair => pair.Key, StringComparer.Ordinal))] : []);

    /// <summary>The services whose selector a pod meets.</summary>
    public static IEnumerable<ObjectKey> Of(IResourceCache<V1Service> services, V1Pod pod)
    {
        foreach (var label in pod.Metadata.Labels ?? [])
            foreach (var service in services.Find(Index, Value(pod.Metadata.Namespace!, label)))
                if (Selecting.Read(service.Spec.Selector).Selects(pod.Metadata)) yield return new(service.Metadata.Namespace!, service.Metadata.Name!);
    }

    /// <summary>Whether endpoints would look different after a change of a pod.</summary>
    public static bool Matters(V1Pod old, V1Pod current) =>
        old.Metadata.DeletionTimestamp != current.Metadata.DeletionTimestamp
        || old.Spec.NodeName != current.Spec.NodeName
        || old.Spec.Hostname != current.Spec.Hostname
        || old.Spec.Subdomain != current.Spec.Subdomain
        || PodStates.IsReady(old) != PodStates.IsReady(current)
        || PodStates.IsFinished(old) != PodStates.IsFinished(current)
        || old.Status.PodIP != current.Status.PodIP
        || !(old.Status.PodIPs ?? []).Select(ip => ip.Ip).SequenceEqual((current.Status.PodIPs ?? []).Select(ip => ip.Ip))
        || !PodLabels.AreSame(old, current);

    private static string Value(string ns, KeyValuePair<string, string> label) => $"{ns}/{label.Key}={label.Value}";
}
