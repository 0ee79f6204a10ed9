using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Admission.Quotas;

/// <summary>Whether a quota is about an object: quotas with scopes are about pods alone (but for those of volume attributes classes).</summary>
public static class QuotaScopes
{
    /// <summary>Whether a quota of this specification, in the object's namespace, is about the object.</summary>
    public static bool Covers(V1ResourceQuotaSpec? spec, IKubernetesObject<V1ObjectMeta> obj)
    {
        var requirements = (spec?.Scopes ?? []).Select(static scope => new V1ScopedResourceSelectorRequirement { ScopeName = scope, Operator = "Exists" })
            .Concat(spec?.ScopeSelector?.MatchExpressions ?? []).ToList();
        return requirements.Count == 0 || (obj is V1Pod pod && requirements.TrueForAll(one => Holds(one, pod)));
    }

    private static bool Holds(V1ScopedResourceSelectorRequirement requirement, V1Pod pod) => requirement.ScopeName switch
    {
        "Terminating" => pod.Spec.ActiveDeadlineSeconds is >= 0,
        "NotTerminating" => pod.Spec.ActiveDeadlineSeconds is null,
        "BestEffort" => IsBestEffort(pod),
        "NotBestEffort" => !IsBestEffort(pod),
        "PriorityClass" => HoldsClass(requirement, pod.Spec.PriorityClassName ?? ""),
        "CrossNamespacePodAffinity" => Affinities(pod.Spec.Affinity).Any(static term => term.Namespaces is { Count: > 0 } || term.NamespaceSelector is not null),
        _ => false,
    };

    private static bool IsBestEffort(V1Pod pod) => QualityOfService.Of(pod.Spec) == "BestEffort";

    private static bool HoldsClass(V1ScopedResourceSelectorRequirement requirement, string name) => requirement.Operator switch
    {
        "In" => (requirement.Values ?? []).Contains(name),
        "NotIn" => !(requirement.Values ?? []).Contains(name),
        "Exists" => name.Length > 0,
        "DoesNotExist" => name.Length == 0,
        _ => false,
    };

    private static IEnumerable<V1PodAffinityTerm> Affinities(V1Affinity? affinity) =>
    [
        .. affinity?.PodAffinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? [],
        .. (affinity?.PodAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? []).Select(static one => one.PodAffinityTerm),
        .. affinity?.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? [],
        .. (affinity?.PodAntiAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? []).Select(static one => one.PodAffinityTerm),
    ];
}
