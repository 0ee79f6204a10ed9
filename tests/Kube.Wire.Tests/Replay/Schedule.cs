using System.Collections.Concurrent;
using Kube.Wire.Tests.Transcripts;

namespace Kube.Wire.Tests.Replay;

/// <summary>
/// In which order scenarios run on one server: what a fresh server has first, then what sees the server as a whole, then all the rest at
/// once, and at the end, one by one, those that want the server to themselves.
/// </summary>
internal static class Schedule
{
    private const int AtOnce = 12;

    private static readonly HashSet<string> s_alone = new(StringComparer.Ordinal)
    {
        "admission/priority", "admission/default-storageclass", "admission/default-ingressclass", "auth/node", "auth/rbac-escalation",
    };

    public static async Task<IReadOnlyList<ScenarioResult>> RunAsync(
        IReadOnlyList<Scenario> scenarios, ScenarioRunner runner, CancellationToken cancellationToken)
    {
        var results = new ConcurrentBag<ScenarioResult>();
        foreach (var phase in scenarios.GroupBy(PhaseOf).OrderBy(phase => phase.Key))
        {
            // Scenarios of one lane share something that is handed out once (addresses, node ports): they run one after another.
            var lanes = phase.GroupBy(scenario => phase.Key == Phase.Alone ? "alone" : LaneOf(scenario))
                .OrderByDescending(lane => lane.Max(Waits)).ThenByDescending(lane => lane.Count());
            await Parallel.ForEachAsync(
                lanes,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (lane, token) =>
                {
                    foreach (var scenario in lane)
                        results.Add(await runner.RunAsync(scenario, token));
                });
        }

        return [.. results.OrderBy(result => result.Scenario.Name, StringComparer.Ordinal)];
    }

    private static Phase PhaseOf(Scenario scenario) => scenario switch
    {
        { Area: "bootstrap" } => Phase.Fresh,
        { Area: "discovery" } => Phase.Whole,
        _ when s_alone.Contains(scenario.Name) => Phase.Alone,
        _ => Phase.Together,
    };

    private static string LaneOf(Scenario scenario) =>
        scenario.Area == "services" || scenario.Name.StartsWith("kinds/service-", StringComparison.Ordinal) ? "services" : scenario.Name;

    /// <summary>How long a scenario waits for the clock at least: the longest start first.</summary>
    private static TimeSpan Waits(Scenario scenario) =>
        scenario.Steps.Aggregate(TimeSpan.Zero, (sum, step) => sum + step.Note.Delay + (step.Until?.Duration ?? TimeSpan.Zero));

    private enum Phase
    {
        Fresh,
        Whole,
        Together,
        Alone,
    }
}
