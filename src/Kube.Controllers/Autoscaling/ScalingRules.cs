using Kube.Api.Models;

namespace Kube.Controllers.Autoscaling;

/// <summary>How far a count may move at once, by the behaviour that an autoscaler states. Pure (upstream's <c>podautoscaler/horizontal.go</c>, 1.36).</summary>
internal static class ScalingRules
{
    private const int UpLimitFactor = 2;
    private const int UpLimitMinimum = 4;

    /// <summary>Keeps a count within the bounds of an autoscaler that states no behaviour.</summary>
    public static Limited Limit(int current, int desired, int minimum, int maximum)
    {
        var atOnce = Math.Max(UpLimitFactor * current, UpLimitMinimum);
        var most = Math.Min(maximum, atOnce);
        if (desired < minimum) return new(minimum, "TooFewReplicas", "the desired replica count is less than the minimum replica count");
        if (desired > most)
        {
            return maximum > atOnce
                ? new(most, "ScaleUpLimit", "the desired replica count is increasing faster than the maximum scale rate")
                : new(most, "TooManyReplicas", "the desired replica count is more than the maximum replica count");
        }

        return Limited.Within(desired);
    }

    /// <summary>Keeps a count within the bounds and rates of an autoscaler that states its behaviour.</summary>
    public static Limited Limit(int current, int desired, int minimum, int maximum, V2HorizontalPodAutoscalerBehavior behavior, ScalingHistory history, DateTimeOffset now)
    {
        if (desired > current)
        {
            var limit = Math.Max(current, UpLimit(current, behavior.ScaleUp, history, now));
            var most = Math.Min(maximum, limit);
            if (desired <= most) return Limited.Within(desired);
            return maximum > limit
                ? new(most, "ScaleUpLimit", "the desired replica count is increasing faster than the maximum scale rate")
                : new(most, "TooManyReplicas", "the desired replica count is more than the maximum replica count");
        }

        if (desired >= current) return Limited.Within(desired);
        var floor = Math.Min(current, DownLimit(current, behavior.ScaleDown, history, now));
        var least = Math.Max(minimum, floor);
        if (desired >= least) return Limited.Within(desired);
        return minimum < floor
            ? new(least, "ScaleDownLimit", "the desired replica count is decreasing faster than the maximum scale rate")
            : new(least, "TooFewReplicas", "the desired replica count is less than the minimum replica count");
    }

    private static int UpLimit(int current, V2HPAScalingRules? rules, ScalingHistory history, DateTimeOffset now)
    {
        if (rules?.SelectPolicy == "Disabled") return current;
        var picksLeast = rules?.SelectPolicy == "Min";
        var result = picksLeast ? int.MaxValue : int.MinValue;
        foreach (var policy in rules?.Policies ?? [])
        {
            var (added, removed) = history.Changes(TimeSpan.FromSeconds(policy.PeriodSeconds), now);
            var start = current - added + removed;
            var proposed = policy.Type == "Pods" ? start + policy.Value : (int)Math.Ceiling(start * (1 + (policy.Value / 100.0)));
            result = picksLeast ? Math.Min(result, proposed) : Math.Max(result, proposed);
        }

        return result;
    }

    private static int DownLimit(int current, V2HPAScalingRules? rules, ScalingHistory history, DateTimeOffset now)
    {
        if (rules?.SelectPolicy == "Disabled") return current;
        // The least change is the one that leaves most.
        var picksMost = rules?.SelectPolicy == "Min";
        var result = picksMost ? int.MinValue : int.MaxValue;
        foreach (var policy in rules?.Policies ?? [])
        {
            var (added, removed) = history.Changes(TimeSpan.FromSeconds(policy.PeriodSeconds), now);
            var start = current - added + removed;
            var proposed = policy.Type == "Pods" ? start - policy.Value : (int)(start * (1 - (policy.Value / 100.0)));
            result = picksMost ? Math.Max(result, proposed) : Math.Min(result, proposed);
        }

        return result;
    }
}

/// <param name="Count">The count that is allowed.</param>
/// <param name="Reason">Why it is this one.</param>
/// <param name="Message">The same in words.</param>
internal readonly record struct Limited(int Count, string Reason, string Message)
{
    public static Limited Within(int count) => new(count, "DesiredWithinRange", "the desired count is within the acceptable range");
}
