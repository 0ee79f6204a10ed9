using System.Globalization;
using Kube.Api.Models;
using Kube.Controllers.NodeLifecycle;

namespace Kube.Controllers.TaintEviction;

/// <summary>How long a pod may stay on a node that is tainted against it. A pure function of both.</summary>
internal static class Tolerance
{
    /// <summary>Decides.</summary>
    /// <returns>Null: for ever; zero: not at all.</returns>
    public static TimeSpan? Of(V1Pod pod, V1Node? node)
    {
        TimeSpan? shortest = null;
        foreach (var taint in node?.Spec.Taints ?? [])
        {
            if (taint.Effect != NodeTaints.NoExecute) continue;
            var tolerated = false;
            foreach (var toleration in pod.Spec.Tolerations ?? [])
            {
                if (!Tolerates(toleration, taint)) continue;
                tolerated = true;
                if (toleration.TolerationSeconds is not { } seconds) continue;
                var time = TimeSpan.FromSeconds(Math.Clamp(seconds, 0, int.MaxValue));
                if (shortest is null || time < shortest) shortest = time;
            }

            if (!tolerated) return TimeSpan.Zero;
        }

        return shortest;
    }

    private static bool Tolerates(V1Toleration toleration, V1Taint taint)
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
