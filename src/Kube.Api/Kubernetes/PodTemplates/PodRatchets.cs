using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>Which younger rules a stored specification breaks.</summary>
internal static class PodRatchets
{
    public static bool UsesIndivisibleHugePages(V1PodSpec spec) =>
        PodContainers.All(spec).Any(container => HasIndivisible(container.Resources?.Limits) || HasIndivisible(container.Resources?.Requests))
        || HasIndivisible(spec.Overhead);

    public static bool HasInvalidLabelValueInAffinity(V1PodSpec spec)
    {
        if (spec.Affinity is not { } affinity) return false;
        return (affinity.PodAffinity?.RequiredDuringSchedulingIgnoredDuringExecution).OrEmpty()
            .Concat((affinity.PodAffinity?.PreferredDuringSchedulingIgnoredDuringExecution).OrEmpty().Select(weighted => weighted.PodAffinityTerm))
            .Concat((affinity.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution).OrEmpty())
            .Concat((affinity.PodAntiAffinity?.PreferredDuringSchedulingIgnoredDuringExecution).OrEmpty().Select(weighted => weighted.PodAffinityTerm))
            .Any(term => HasInvalidValue(term.LabelSelector) || HasInvalidValue(term.NamespaceSelector));
    }

    public static bool HasInvalidLabelValueInNodeAffinity(V1PodSpec spec) =>
        (spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution?.NodeSelectorTerms).OrEmpty()
            .SelectMany(term => term.MatchExpressions.OrEmpty())
            .Any(expression => expression.Values.OrEmpty().Exists(value => FormatRules.LabelValue(value).Count > 0));

    public static bool HasInvalidSpreadSelector(V1PodSpec spec) =>
        spec.TopologySpreadConstraints.OrEmpty().Exists(constraint =>
        {
            var errors = new FieldErrors();
            LabelSelectorValidation.Validate(constraint.LabelSelector, errors, FieldPath.Root(""));
            return errors.Count > 0;
        });

    public static bool HasInvalidSpreadKeys(V1PodSpec spec) =>
        spec.TopologySpreadConstraints.OrEmpty().Exists(constraint => LabelKeyRules.SelectedTwice(constraint.MatchLabelKeys, constraint.LabelSelector).Any());

    public static bool HasNonLocalTokenPath(V1PodSpec spec) =>
        spec.Volumes.OrEmpty()
            .SelectMany(volume => (volume.Projected?.Sources).OrEmpty())
            .Any(source => source.ServiceAccountToken is { } token && !PathRules.IsLocalNonReserved(token.Path ?? ""));

    public static bool HasHostSysctl(V1PodSpec spec) =>
        (spec.SecurityContext?.Sysctls).OrEmpty().Exists(sysctl => SysctlNames.HostConflict(sysctl.Name ?? "", spec) is not null);

    private static bool HasIndivisible(Dictionary<string, ResourceQuantity>? amounts) =>
        amounts.OrEmpty().Any(amount => ResourceNames.IsHugePages(amount.Key) && !ResourceNames.IsDivisible(amount.Key, amount.Value));

    private static bool HasInvalidValue(V1LabelSelector? selector) =>
        (selector?.MatchExpressions).OrEmpty().Exists(expression => expression.Values.OrEmpty().Exists(value => FormatRules.LabelValue(value).Count > 0));
}
