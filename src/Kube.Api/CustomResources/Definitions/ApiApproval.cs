using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources.Definitions;

/// <summary>Kubernetes' own groups need an approval that a definition names.</summary>
internal static class ApiApproval
{
    private const string Annotation = "api-approved.kubernetes.io";
    private const string See = "see https://github.com/kubernetes/enhancements/pull/1111";

    internal enum Verdict
    {
        Missing,
        Invalid,
        Bypassed,
        Approved,
    }

    public static bool IsProtected(string? group) =>
        group is "k8s.io" or "kubernetes.io" || group?.EndsWith(".k8s.io", StringComparison.Ordinal) == true || group?.EndsWith(".kubernetes.io", StringComparison.Ordinal) == true;

    public static (Verdict State, string Reason) Of(V1ObjectMeta metadata)
    {
        if (metadata.Annotations?.GetValueOrDefault(Annotation) is not { Length: > 0 } approval)
            return (Verdict.Missing, $"protected groups must have approval annotation \"{Annotation}\", {See}");
        if (approval.StartsWith("unapproved", StringComparison.Ordinal)) return (Verdict.Bypassed, $"not approved: {BadValue.Quote(approval)}");
        if (Uri.TryCreate(approval, UriKind.Absolute, out var url) && url.Host.Length > 0) return (Verdict.Approved, $"approved in {approval}");
        return (Verdict.Invalid, $"protected groups must have approval annotation \"{Annotation}\" with either a URL or a reason starting with \"unapproved\", {See}");
    }
}
