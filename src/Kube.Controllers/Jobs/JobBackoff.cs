using System.Collections.Concurrent;
using Kube.Api.Client;
using Kube.Api.Models;

namespace Kube.Controllers.Jobs;

/// <summary>How long jobs wait before they replace failed pods: ten seconds, doubled with each failure since the last success, at most ten minutes. Safe for concurrent use.</summary>
internal sealed class JobBackoff
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<ObjectKey, Failures> _failures = new();

    /// <summary>Takes note of pods that ended, and tells how much of the wait is left.</summary>
    public TimeSpan Left(ObjectKey job, IReadOnlyList<V1Pod> succeeded, IReadOnlyList<V1Pod> failed, DateTimeOffset now)
    {
        var failures = Add(_failures.GetValueOrDefault(job), succeeded, failed, now);
        if (succeeded.Count > 0 || failed.Count > 0) _failures[job] = failures;
        return failures.Count == 0 ? TimeSpan.Zero : Left(failures.Count, failures.Last, now);
    }

    /// <summary>What is left of the wait after some failures, the last of them at a time.</summary>
    public static TimeSpan Left(int count, DateTime last, DateTimeOffset now)
    {
        var wait = count > 7 ? s_longest : TimeSpan.FromTicks(Math.Min(s_first.Ticks << (count - 1), s_longest.Ticks));
        var left = last + wait - now.UtcDateTime;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>The job is over.</summary>
    public void Forget(ObjectKey job) => _failures.TryRemove(job, out _);

    private static Failures Add(Failures known, IReadOnlyList<V1Pod> succeeded, IReadOnlyList<V1Pod> failed, DateTimeOffset now)
    {
        DateTime? success = succeeded.Count == 0 ? null : succeeded.Max(pod => JobPods.FinishedAt(pod) ?? now.UtcDateTime);
        if (success is not null && known.Last <= success) known = default;
        foreach (var pod in failed)
        {
            if (known.Seen?.Contains(pod.Metadata.Uid!) == true) continue;
            var at = JobPods.FinishedAt(pod) ?? now.UtcDateTime;
            if (success is { } since && at < since) continue;
            known = new(known.Count + 1, at > known.Last ? at : known.Last, [.. known.Seen ?? [], pod.Metadata.Uid!]);
        }

        return known;
    }

    // The pods noted: a pass that could not write sees them again.
    private readonly record struct Failures(int Count, DateTime Last, HashSet<string>? Seen);
}
