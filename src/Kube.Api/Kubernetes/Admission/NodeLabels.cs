namespace Kube.Api.Kubernetes.Admission;

/// <summary>The labels that a node may not put on itself: by them it could draw others' work to it (upstream's <c>kubelet/pkg/apis/well_known_labels.go</c>, 1.36).</summary>
internal static class NodeLabels
{
    private static readonly HashSet<string> s_own = new(StringComparer.Ordinal)
    {
        "kubernetes.io/hostname", "topology.kubernetes.io/zone", "topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/zone",
        "failure-domain.beta.kubernetes.io/region", "node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type", "kubernetes.io/os", "kubernetes.io/arch",
        "beta.kubernetes.io/os", "beta.kubernetes.io/arch",
    };

    /// <summary>Those of the changed labels that are forbidden, in order, with commas; empty: none.</summary>
    public static string FindForbidden(Dictionary<string, string>? now, Dictionary<string, string>? before)
    {
        now ??= [];
        before ??= [];
        var changed = now.Keys.Union(before.Keys).Where(key => now.GetValueOrDefault(key) != before.GetValueOrDefault(key));
        return string.Join(", ", changed.Where(IsForbidden).Order(StringComparer.Ordinal));
    }

    private static bool IsForbidden(string label)
    {
        var slash = label.IndexOf('/', StringComparison.Ordinal);
        var domain = slash < 0 ? "" : label[..slash];
        if (IsIn(domain, "node-restriction.kubernetes.io")) return true;
        if (!IsIn(domain, "kubernetes.io") && !IsIn(domain, "k8s.io")) return false;
        return !s_own.Contains(label) && !IsIn(domain, "kubelet.kubernetes.io") && !IsIn(domain, "node.kubernetes.io");
    }

    private static bool IsIn(string domain, string parent) =>
        domain == parent || (domain.EndsWith(parent, StringComparison.Ordinal) && domain[domain.Length - parent.Length - 1] == '.');
}
