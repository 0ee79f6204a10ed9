using Kube.Api.Models;
using Kube.Controllers.Pods;

namespace Kube.Controllers.Autoscaling;

/// <summary>How many pods a metric calls for. Pure (upstream's <c>podautoscaler/replica_calculator.go</c>, 1.36).</summary>
internal sealed class ReplicaCalculator(AutoscalingTimes times, Tolerance tolerance, DateTimeOffset now)
{
    /// <summary>By what part of their requests pods use.</summary>
    /// <returns>The count, the part in percent, and the average use of a pod.</returns>
    /// <exception cref="ScalingMetricException">No count can be made.</exception>
    public (int Count, int Percent, long Average) ByUtilization(int current, int target, string resource, string container, IReadOnlyList<V1Pod> pods, IReadOnlyDictionary<string, PodUsage> usage)
    {
        var groups = Group(pods, usage, resource);
        var requests = Requests(pods, resource, container);
        var used = groups.Used;
        if (used.Count == 0) throw new ScalingMetricException("did not receive metrics for targeted pods (pods might be unready)");
        var (ratio, percent, average) = Ratio(used, requests, target);
        var withUnready = groups.Unready.Count > 0 && ratio > 1;
        if (!withUnready && groups.Missing.Count == 0) return (tolerance.Holds(ratio) ? current : Ceiling(ratio * groups.Ready), percent, average);

        // Of those without a figure the opposite of what the others show is assumed.
        if (ratio < 1)
            foreach (var name in groups.Missing) used[name] = requests[name] * Math.Max(100, target) / 100;
        else if (ratio > 1)
            foreach (var name in groups.Missing) used[name] = 0;
        if (withUnready)
            foreach (var name in groups.Unready) used[name] = 0;
        var (newRatio, _, _) = Ratio(used, requests, target);
        return (Settle(current, ratio, newRatio, used.Count), percent, average);
    }

    /// <summary>By the average use of a pod.</summary>
    /// <returns>The count, and the average.</returns>
    /// <exception cref="ScalingMetricException">No count can be made.</exception>
    public (int Count, long Average) ByAverage(int current, long targetMilli, string resource, IReadOnlyList<V1Pod> pods, IReadOnlyDictionary<string, PodUsage> usage)
    {
        var groups = Group(pods, usage, resource);
        var used = groups.Used;
        if (used.Count == 0) throw new ScalingMetricException("did not receive metrics for targeted pods (pods might be unready)");
        var average = used.Values.Sum() / used.Count;
        var ratio = (double)average / targetMilli;
        var withUnready = groups.Unready.Count > 0 && ratio > 1;
        if (!withUnready && groups.Missing.Count == 0) return (tolerance.Holds(ratio) ? current : Ceiling(ratio * groups.Ready), average);

        foreach (var name in groups.Missing) used[name] = ratio < 1 ? targetMilli : 0;
        if (withUnready)
            foreach (var name in groups.Unready) used[name] = 0;
        var newRatio = (double)(used.Values.Sum() / used.Count) / targetMilli;
        return (Settle(current, ratio, newRatio, used.Count), average);
    }

    // What was assumed must not turn the direction.
    private int Settle(int current, double ratio, double newRatio, int counted)
    {
        if (tolerance.Holds(newRatio) || (ratio < 1 && newRatio > 1) || (ratio > 1 && newRatio < 1)) return current;
        var count = Ceiling(newRatio * counted);
        return (newRatio < 1 && count > current) || (newRatio > 1 && count < current) ? current : count;
    }

    private Groups Group(IReadOnlyList<V1Pod> pods, IReadOnlyDictionary<string, PodUsage> usage, string resource)
    {
        if (pods.Count == 0) throw new ScalingMetricException("no pods returned by selector while calculating replica count");
        var groups = new Groups();
        foreach (var pod in pods)
        {
            var name = pod.Metadata.Name!;
            if (pod.Metadata.DeletionTimestamp is not null || pod.Status?.Phase == "Failed") continue;
            if (pod.Status?.Phase == "Pending") groups.Unready.Add(name);
            else if (!usage.TryGetValue(name, out var one)) groups.Missing.Add(name);
            else if (resource == "cpu" && IsUnready(pod, one)) groups.Unready.Add(name);
            else
            {
                groups.Ready++;
                groups.Used[name] = one.Milli;
            }
        }

        return groups;
    }

    // A pod that starts uses more than it will.
    private bool IsUnready(V1Pod pod, PodUsage usage)
    {
        if (PodStates.Condition(pod, "Ready") is not { } ready || pod.Status!.StartTime is not { } started) return true;
        var changed = ready.LastTransitionTime ?? default;
        if (started + times.CpuInitialization > now.UtcDateTime) return ready.Status == "False" || usage.At.UtcDateTime < changed + usage.Window;
        return ready.Status == "False" && started + times.InitialReadiness > changed;
    }

    private static Dictionary<string, long> Requests(IReadOnlyList<V1Pod> pods, string resource, string container)
    {
        var requests = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var pod in pods)
        {
            var sum = 0L;
            foreach (var one in pod.Spec!.Containers.Concat((pod.Spec.InitContainers ?? []).Where(static one => one.RestartPolicy == "Always")))
            {
                if (container.Length > 0 && one.Name != container) continue;
                if (one.Resources?.Requests?.GetValueOrDefault(resource) is not { } request)
                    throw new ScalingMetricException($"missing request for {resource} in container {one.Name} of Pod {pod.Metadata.Name}");
                sum += request.MilliValue;
            }

            requests[pod.Metadata.Name!] = sum;
        }

        return requests;
    }

    private static (double Ratio, int Percent, long Average) Ratio(Dictionary<string, long> used, Dictionary<string, long> requests, int target)
    {
        var (total, asked, count) = (0L, 0L, 0);
        foreach (var (name, milli) in used)
        {
            if (!requests.TryGetValue(name, out var request)) continue;
            (total, asked, count) = (total + milli, asked + request, count + 1);
        }

        if (asked == 0) throw new ScalingMetricException("no metrics returned matched known pods");
        var percent = (int)(total * 100 / asked);
        return ((double)percent / target, percent, total / count);
    }

    private static int Ceiling(double count) => (int)Math.Ceiling(count);

    private sealed class Groups
    {
        public int Ready { get; set; }

        public Dictionary<string, long> Used { get; } = new(StringComparer.Ordinal);

        public List<string> Unready { get; } = [];

        public List<string> Missing { get; } = [];
    }
}

/// <summary>How far a ratio may be from one without anything being done.</summary>
internal readonly record struct Tolerance(double Down, double Up)
{
    public bool Holds(double ratio) => 1 - Down <= ratio && ratio <= 1 + Up;
}

/// <summary>How long pods count as starting.</summary>
internal readonly record struct AutoscalingTimes(TimeSpan CpuInitialization, TimeSpan InitialReadiness);
