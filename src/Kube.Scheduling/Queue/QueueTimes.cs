namespace Kube.Scheduling.Queue;

/// <summary>How long pods wait.</summary>
/// <param name="FirstBackoff">After the first failure; doubled for each one after it.</param>
/// <param name="LongestBackoff">Never longer than this.</param>
/// <param name="ParkedAtMost">A pod that no event woke is tried again after this.</param>
internal sealed record QueueTimes(TimeSpan FirstBackoff, TimeSpan LongestBackoff, TimeSpan ParkedAtMost)
{
    /// <summary>How often pods are looked for that slept too long.</summary>
    public static TimeSpan FlushInterval { get; } = TimeSpan.FromSeconds(30);

    public static QueueTimes Default { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5));

    public TimeSpan Backoff(int failures)
    {
        var wait = FirstBackoff;
        for (var i = 1; i < failures && wait < LongestBackoff; i++) wait *= 2;
        return wait < LongestBackoff ? wait : LongestBackoff;
    }
}
