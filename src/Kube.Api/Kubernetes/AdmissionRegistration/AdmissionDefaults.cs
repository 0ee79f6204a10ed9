using Kube.Api.Models;

namespace Kube.Api.Kubernetes.AdmissionRegistration;

/// <summary>Defaults that the kinds of admission share: match everything, in every scope.</summary>
internal static class AdmissionDefaults
{
    public const int WebhookSeconds = 10;
    private const int HttpsPort = 443;

    public static void Apply(V1MatchResources? match)
    {
        if (match is null) return;
        match.MatchPolicy ??= "Equivalent";
        match.NamespaceSelector ??= new V1LabelSelector();
        match.ObjectSelector ??= new V1LabelSelector();
        foreach (var rule in (match.ResourceRules ?? []).Concat(match.ExcludeResourceRules ?? [])) rule.Scope ??= "*";
    }

    public static void Apply(List<V1RuleWithOperations>? rules, Admissionregistrationv1WebhookClientConfig? client)
    {
        foreach (var rule in rules ?? []) rule.Scope ??= "*";
        if (client?.Service is { } service) service.Port ??= HttpsPort;
    }

    public static bool SameItems<T>(List<T>? left, List<T>? right, Func<T, T, bool> same)
    {
        if ((left?.Count ?? 0) != (right?.Count ?? 0)) return false;
        for (var i = 0; i < left?.Count; i++)
        {
            if (!same(left[i], right![i])) return false;
        }

        return true;
    }
}
