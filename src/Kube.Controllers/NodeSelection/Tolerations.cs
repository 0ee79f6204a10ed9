using System.Globalization;
using Kube.Api.Models;

namespace Kube.Controllers.NodeSelection;

/// <summary>Whether tolerations tolerate taints.</summary>
internal static class Tolerations
{
    /// <summary>Whether every taint of some effects is tolerated.</summary>
    public static bool Cover(IReadOnlyList<V1Toleration>? tolerations, V1Node node, params ReadOnlySpan<string> effects)
    {
        foreach (var taint in node.Spec.Taints ?? [])
            if (effects.Contains(taint.Effect) && !(tolerations ?? []).Any(toleration => Tolerates(toleration, taint))) return false;
        return true;
    }

    /// <summary>Whether a toleration tolerates a taint.</summary>
    public static bool Tolerates(V1Toleration toleration, V1Taint taint)
    {
        if (!string.IsNullOrEmpty(toleration.Effect) && toleration.Effect != taint.Effect) return false;
        if (!string.IsNullOrEmpty(toleration.Key) && toleration.Key != taint.Key) return false;
        return toleration.Operator switch
        {
            "Exists" => true,
            "Lt" => Compare(taint.Value, toleration.Value) < 0,
            "Gt" => Compare(taint.Value, toleration.Value) > 0,
            _ => !string.IsNullOrEmpty(toleration.Key) && (toleration.Value ?? "") == (taint.Value ?? ""),
        };
    }

    private static int Compare(string? taint, string? toleration) =>
        long.TryParse(taint, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var one)
        && long.TryParse(toleration, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var other) ? one.CompareTo(other) : 0;
}
