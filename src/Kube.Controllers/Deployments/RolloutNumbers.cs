using System.Globalization;
using Kube.Api.Models;

namespace Kube.Controllers.Deployments;

/// <summary>The numbers that bound a rollout.</summary>
internal static class RolloutNumbers
{
    /// <summary>How many pods are wanted.</summary>
    public static int Replicas(V1Deployment deployment) => deployment.Spec.Replicas ?? 1;

    /// <summary>How many pods are wanted of a set.</summary>
    public static int Replicas(V1ReplicaSet? set) => set is null ? 0 : set.Spec.Replicas ?? 1;

    public static bool IsRollingUpdate(V1Deployment deployment) => deployment.Spec.Strategy.Type is null or "" or "RollingUpdate";

    /// <summary>How many pods there may be above those wanted.</summary>
    public static int MaxSurge(V1Deployment deployment) => IsRollingUpdate(deployment) ? Fenceposts(deployment).Surge : 0;

    /// <summary>How many of the pods wanted may be missing.</summary>
    public static int MaxUnavailable(V1Deployment deployment)
    {
        if (!IsRollingUpdate(deployment) || Replicas(deployment) == 0) return 0;
        return Math.Min(Fenceposts(deployment).Unavailable, Replicas(deployment));
    }

    /// <summary>A deadline of the largest number means none.</summary>
    public static bool HasProgressDeadline(V1Deployment deployment) =>
        deployment.Spec.ProgressDeadlineSeconds is { } seconds && seconds != int.MaxValue;

    /// <summary>What the new set may grow to now.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="all">All its sets, the new one included.</param>
    /// <param name="newSet">The new set.</param>
    public static int NewSetSize(V1Deployment deployment, IEnumerable<V1ReplicaSet> all, V1ReplicaSet newSet)
    {
        var wanted = Replicas(deployment);
        if (!IsRollingUpdate(deployment)) return wanted;
        var size = Replicas(newSet);
        var room = wanted + MaxSurgeAlone(deployment) - all.Sum(Replicas);
        return room <= 0 ? size : size + Math.Min(room, wanted - size);
    }

    /// <summary>A number, or a percentage of a whole.</summary>
    /// <returns>0 when the text is neither.</returns>
    public static int Scaled(IntOrString? value, int whole, bool roundUp)
    {
        if (value is not { } some) return 0;
        if (!some.IsString) return some.Number;
        var text = some.Text!;
        if (!text.EndsWith('%') || !int.TryParse(text[..^1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var percent)) return 0;
        var exact = (long)percent * whole;
        return (int)(roundUp ? (exact + 99) / 100 : exact / 100);
    }

    // Two bounds of nothing would leave no way forward: then one pod may be missing.
    private static (int Surge, int Unavailable) Fenceposts(V1Deployment deployment)
    {
        var surge = MaxSurgeAlone(deployment);
        var unavailable = Scaled(deployment.Spec.Strategy.RollingUpdate?.MaxUnavailable, Replicas(deployment), roundUp: false);
        return surge == 0 && unavailable == 0 ? (0, 1) : (surge, unavailable);
    }

    private static int MaxSurgeAlone(V1Deployment deployment) =>
        Scaled(deployment.Spec.Strategy.RollingUpdate?.MaxSurge, Replicas(deployment), roundUp: true);
}
