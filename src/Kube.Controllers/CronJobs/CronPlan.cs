using Kube.Api.Models;

namespace Kube.Controllers.CronJobs;

/// <summary>Which run of a schedule is due, and when the next one is: decides.</summary>
/// <param name="Due">The latest run that was to begin by now and has not; null: none.</param>
/// <param name="Next">When the next one begins; null: never.</param>
/// <param name="Missed">How many have been missed.</param>
internal sealed record CronPlan(DateTimeOffset? Due, DateTimeOffset? Next, long Missed)
{
    /// <summary>More than this is worth a word.</summary>
    public const int Many = 100;

    /// <summary>Decides.</summary>
    /// <param name="job">The cron job.</param>
    /// <param name="times">Its schedule.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="FormatException">Runs would come in less than a second.</exception>
    public static CronPlan For(V1CronJob job, CronTimes times, DateTimeOffset now)
    {
        var since = Since(job, now);
        if (times.Next(since) is not { } first || first > now) return new(null, times.Next(since), 0);
        if (times.Next(first) is not { } second) return new(first, null, 1);
        if (second > now) return new(first, second, 1);
        var between = second - first;
        if (between < TimeSpan.FromSeconds(1)) throw new FormatException("time difference between two schedules is less than 1 second");
        var missed = (long)((now - first) / between) + 1;
        // Near the last one, then one by one: not every schedule is as regular as its first two runs.
        var due = first;
        var from = missed > 2 ? first + (between * (missed - 2)) : first;
        for (var run = times.Next(from); run is { } time && time <= now; run = times.Next(time)) due = time;
        return new(due, times.Next(now), missed);
    }

    /// <summary>Whether a run may not begin any more.</summary>
    public static bool IsTooLate(V1CronJob job, DateTimeOffset due, DateTimeOffset now) =>
        job.Spec.StartingDeadlineSeconds is { } seconds && due.AddSeconds(seconds) < now;

    private static DateTimeOffset Since(V1CronJob job, DateTimeOffset now)
    {
        var since = new DateTimeOffset(job.Status?.LastScheduleTime ?? job.Metadata.CreationTimestamp ?? now.UtcDateTime, TimeSpan.Zero);
        if (job.Spec.StartingDeadlineSeconds is { } seconds && now.AddSeconds(-seconds) is var deadline && deadline > since) return deadline;
        return since;
    }
}
