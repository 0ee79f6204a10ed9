using Kube.Api.Admission;
using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Selectors;

namespace Kube.Api.Kubernetes.Admission.Policies;

/// <summary>Decides whether a policy or webhook is meant by a request, and in which version it wants to see the object.</summary>
internal sealed class RequestMatcher(VersionFamilies families, AdmissionObjects objects)
{
    private const string AdmissionGroup = "admissionregistration.k8s.io";

    /// <summary>Whether nobody may be asked about such requests: what decides who is asked must stay mendable.</summary>
    public static bool IsExempt(AdmissionRequest request) => request.Resource.Kind.Group == AdmissionGroup
        && request.Resource.Plural is "validatingadmissionpolicies" or "validatingadmissionpolicybindings" or "mutatingadmissionpolicies"
            or "mutatingadmissionpolicybindings" or "validatingwebhookconfigurations" or "mutatingwebhookconfigurations";

    /// <summary>The version of the resource that is meant; null when the request is not.</summary>
    public async ValueTask<ResourceDefinition?> MatchAsync(AdmissionRequest request, MatchRules rules, CancellationToken cancellationToken)
    {
        if (FindVersion(request, rules) is not { } version) return null;
        if (rules.ExcludeRules.Any(rule => FindVersion(request, rule, rules.MatchesEquivalents) is not null)) return null;
        if (!MatchesObject(request, rules.ObjectSelector)) return null;
        return await MatchesNamespaceAsync(request, rules.NamespaceSelector, cancellationToken) ? version : null;
    }

    private ResourceDefinition? FindVersion(AdmissionRequest request, MatchRules rules)
    {
        // A binding that names no rules takes every request that its policy takes.
        if (rules.Rules.Count == 0) return rules.MatchesWithoutRules ? request.Resource : null;
        foreach (var rule in rules.Rules)
        {
            if (Matches(rule, request, request.Resource)) return request.Resource;
        }

        if (!rules.MatchesEquivalents) return null;
        foreach (var rule in rules.Rules)
        {
            if (FindVersion(request, rule, equivalents: true) is { } version) return version;
        }

        return null;
    }

    private ResourceDefinition? FindVersion(AdmissionRequest request, V1NamedRuleWithOperations rule, bool equivalents)
    {
        if (Matches(rule, request, request.Resource)) return request.Resource;
        return equivalents ? families.Find(request.Resource)?.FirstOrDefault(version => Matches(rule, request, version)) : null;
    }

    private static bool Matches(V1NamedRuleWithOperations rule, AdmissionRequest request, ResourceDefinition version) =>
        Has(rule.Operations, request.Operation.ToUpperInvariant())
        && Has(rule.ApiGroups, version.Kind.Group)
        && Has(rule.ApiVersions, version.Kind.Version)
        && MatchesScope(rule.Scope, request)
        && (rule.ResourceNames is not { Count: > 0 } names || names.Contains(request.Name))
        && rule.Resources?.Exists(resource => MatchesResource(resource, version.Plural, request.Subresource)) == true;

    private static bool MatchesResource(string pattern, string resource, string subresource)
    {
        var slash = pattern.IndexOf('/', StringComparison.Ordinal);
        var (wantedResource, wantedSub) = slash < 0 ? (pattern, "") : (pattern[..slash], pattern[(slash + 1)..]);
        return (wantedResource == "*" || wantedResource == resource) && (wantedSub == "*" || wantedSub == subresource);
    }

    private static bool MatchesScope(string? scope, AdmissionRequest request) => scope switch
    {
        "Namespaced" => request.Namespace.Length > 0 && !IsNamespace(request),
        "Cluster" => request.Namespace.Length == 0 || IsNamespace(request),
        _ => true,
    };

    private static bool IsNamespace(AdmissionRequest request) => request.Resource is { Kind.Group: "", Plural: "namespaces" };

    private static bool Has(List<string>? values, string value) => values?.Contains("*") == true || values?.Contains(value) == true;

    private static bool MatchesObject(AdmissionRequest request, LabelSelector selector) => selector.IsEmpty
        || Matches(selector, request.Object?.Metadata.Labels, request.Object is not null)
        || Matches(selector, request.OldObject?.Metadata.Labels, request.OldObject is not null);

    private static bool Matches(LabelSelector selector, Dictionary<string, string>? labels, bool exists) => exists && selector.Matches(labels ?? s_none);

    private async ValueTask<bool> MatchesNamespaceAsync(AdmissionRequest request, LabelSelector selector, CancellationToken cancellationToken)
    {
        if (selector.IsEmpty) return true;
        if (IsNamespace(request)) return selector.Matches((request.Object ?? request.OldObject)?.Metadata.Labels ?? s_none);
        if (request.Namespace.Length == 0) return true;
        return selector.Matches(await objects.NamespaceLabelsAsync(request.Namespace, cancellationToken) ?? s_none);
    }

    private static readonly Dictionary<string, string> s_none = [];
}
