using Kube.Api.Models;

namespace Kube.Controllers.Autoscaling;

/// <summary>What was recommended and done lately for one autoscaler. Used by one worker at a time.</summary>
internal sealed class ScalingHistory
{
    private readonly List<(int Count, DateTimeOffset At)> _recommended = [];
    private readonly List<(int Change, DateTimeOffset At)> _done = [];

    /// <summary>The first look at an autoscaler counts as a recommendation to leave it as it is.</summary>
    public void Begin(int current, DateTimeOffset now)
    {
        if (_recommended.Count == 0) _recommended.Add((current, now));
    }

    /// <summary>Remembers a change that was made.</summary>
    public void Done(int change, DateTimeOffset now) => _done.Add((change, now));

    /// <summary>How many were added and removed within a period.</summary>
    public (int Added, int Removed) Changes(TimeSpan period, DateTimeOffset now)
    {
        var (added, removed) = (0, 0);
        foreach (var (change, at) in _done)
        {
            if (at <= now - period) continue;
            if (change > 0) added += change;
            else removed -= change;
        }

        return (added, removed);
    }

    /// <summary>The highest of this recommendation and those within the window.</summary>
    public int Stabilize(int desired, TimeSpan window, DateTimeOffset now)
    {
        var highest = desired;
        foreach (var (count, at) in _recommended)
            if (at > now - window) highest = Math.Max(highest, count);
        Remember(desired, window, now);
        return highest;
    }

    /// <summary>The recommendation that is nearest to what there is, of those that the two windows allow.</summary>
    public int Stabilize(int current, int desired, TimeSpan up, TimeSpan down, DateTimeOffset now)
    {
        var (lowest, highest) = (desired, desired);
        foreach (var (count, at) in _recommended)
        {
            if (at > now - up) lowest = Math.Min(lowest, count);
            if (at > now - down) highest = Math.Max(highest, count);
        }

        Remember(desired, up > down ? up : down, now);
        return current < lowest ? lowest : current > highest ? highest : current;
    }

    /// <summary>Forgets changes that no policy asks about any more.</summary>
    public void Forget(V2HorizontalPodAutoscalerBehavior? behavior, DateTimeOffset now)
    {
        var longest = (behavior?.ScaleUp?.Policies ?? []).Concat(behavior?.ScaleDown?.Policies ?? []).Select(static policy => policy.PeriodSeconds).DefaultIfEmpty(0).Max();
        _done.RemoveAll(one => one.At <= now - TimeSpan.FromSeconds(longest));
    }

    private void Remember(int desired, TimeSpan window, DateTimeOffset now)
    {
        _recommended.RemoveAll(one => one.At <= now - window);
        _recommended.Add((desired, now));
    }
}
