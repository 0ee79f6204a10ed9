using System.Globalization;
using Kube.Api.Models;

namespace Kube.Scheduling.Pods;

/// <summary>When a toleration covers a taint.</summary>
internal static class TolerationRules
{
    public const string NoSchedule = "NoSchedule";
    public const string PreferNoSchedule = "PreferNoSchedule";
    public const string NoExecute = "NoExecute";

    public static bool Tolerates(V1Toleration toleration, V1Taint taint)
    {
        if (!string.IsNullOrEmpty(toleration.Effect) && toleration.Effect != taint.Effect) return false;
        if (!string.IsNullOrEmpty(toleration.Key) && toleration.Key != taint.Key) return false;
        return toleration.Operator switch
        {
            null or "" or "Equal" => (toleration.Value ?? "") == (taint.Value ?? ""),
            "Exists" => true,
            "Lt" => Compare(toleration.Value, taint.Value) is { } less && less,
            "Gt" => Compare(taint.Value, toleration.Value) is { } greater && greater,
            _ => false,
        };
    }

    /// <summary>A pod may go where it tolerates every taint that keeps pods away.</summary>
    public static V1Taint? FindUntolerated(IReadOnlyList<V1Taint> taints, IReadOnlyList<V1Toleration> tolerations)
    {
        foreach (var taint in taints)
            if (taint.Effect is NoSchedule or NoExecute && !AnyTolerates(tolerations, taint)) return taint;
        return null;
    }

    public static int CountUntoleratedPreferences(IReadOnlyList<V1Taint> taints, IReadOnlyList<V1Toleration> tolerations)
    {
        var count = 0;
        foreach (var taint in taints)
            if (taint.Effect == PreferNoSchedule && !AnyTolerates(tolerations, taint)) count++;
        return count;
    }

    private static bool AnyTolerates(IReadOnlyList<V1Toleration> tolerations, V1Taint taint)
    {
        foreach (var toleration in tolerations)
            if (Tolerates(toleration, taint)) return true;
        return false;
    }

    /// <summary>The operators Gt and Lt say what the taint's value must be, as a number.</summary>
    private static bool? Compare(string? taintBound, string? value) =>
        long.TryParse(taintBound, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var bound)
        && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number < bound
            : null;
}
