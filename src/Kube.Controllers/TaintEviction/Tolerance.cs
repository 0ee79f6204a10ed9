using Kube.Api.Models;
using Kube.Controllers.NodeLifecycle;
using Kube.Controllers.NodeSelection;

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
                if (!Tolerations.Tolerates(toleration, taint)) continue;
                tolerated = true;
                if (toleration.TolerationSeconds is not { } seconds) continue;
                var time = TimeSpan.FromSeconds(Math.Clamp(seconds, 0, int.MaxValue));
                if (shortest is null || time < shortest) shortest = time;
            }

            if (!tolerated) return TimeSpan.Zero;
        }

        return shortest;
    }
}
