namespace Kube.Api.Discovery;

/// <summary>The order in which groups and versions are listed; clients take the first that fits, so it is part of the wire.</summary>
internal static class GroupOrder
{
    // By upstream's groupPriorityMinimum (pkg/controlplane/apiserver/aggregator.go, 1.36), highest first. Every other group comes after, by name.
    private static readonly string[] Known =
    [
        "apiregistration.k8s.io", "apps", "events.k8s.io", "authentication.k8s.io", "authorization.k8s.io", "autoscaling", "batch", "certificates.k8s.io",
        "networking.k8s.io", "policy", "rbac.authorization.k8s.io", "storage.k8s.io", "admissionregistration.k8s.io", "apiextensions.k8s.io",
        "scheduling.k8s.io", "coordination.k8s.io", "node.k8s.io", "discovery.k8s.io", "resource.k8s.io", "flowcontrol.apiserver.k8s.io",
    ];

    public static int CompareGroups(string left, string right)
    {
        var (l, r) = (Array.IndexOf(Known, left), Array.IndexOf(Known, right));
        if (l < 0 && r < 0) return string.CompareOrdinal(left, right);
        if (l < 0) return 1;
        return r < 0 ? -1 : l.CompareTo(r);
    }

    /// <summary>Kubernetes' order of versions: stable before beta before alpha, newer before older, then whatever else by name.</summary>
    public static int CompareVersions(string left, string right)
    {
        var (l, r) = (Parse(left), Parse(right));
        if (l is null && r is null) return string.CompareOrdinal(left, right);
        if (l is null) return 1;
        if (r is null) return -1;
        return r.Value.CompareTo(l.Value);
    }

    private static (int Stage, int Major, int Minor)? Parse(string version)
    {
        var rest = version.AsSpan();
        if (rest.IsEmpty || rest[0] != 'v' || !TryTakeNumber(rest[1..], out var major, out rest)) return null;
        if (rest.IsEmpty) return (2, major, 0);
        var stage = rest.StartsWith("beta", StringComparison.Ordinal) ? 1 : rest.StartsWith("alpha", StringComparison.Ordinal) ? 0 : -1;
        if (stage < 0 || !TryTakeNumber(rest[(stage == 1 ? 4 : 5)..], out var minor, out rest) || !rest.IsEmpty) return null;
        return (stage, major, minor);
    }

    private static bool TryTakeNumber(ReadOnlySpan<char> text, out int number, out ReadOnlySpan<char> rest)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        if (end < 0) end = text.Length;
        rest = text[end..];
        return int.TryParse(text[..end], System.Globalization.NumberStyles.None, null, out number);
    }
}
