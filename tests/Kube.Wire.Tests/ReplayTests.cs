using Kube.Wire.Tests.Comparison;
using Kube.Wire.Tests.Replay;
using Kube.Wire.Tests.Report;
using Kube.Wire.Tests.Transcripts;

namespace Kube.Wire.Tests;

/// <summary>Every recorded scenario against our own server.</summary>
public sealed class ReplayTests
{
    [Fact]
    public async Task Scenarios_ReplayedAgainstTheServer_DifferOnlyWhereKnown()
    {
        var scenarios = ScenarioFilter.Choose(Scenario.LoadAll(WireData.Folder), WireData.Only);
        Assert.NotEmpty(scenarios);
        var known = KnownDifferences.Read(WireData.KnownDifferences);
        var met = new HashSet<KnownPlace>();
        var results = (await ReplayAsync(scenarios, known.Scenarios, TestContext.Current.CancellationToken)).Select(result => known.Without(result, met)).ToList();

        var report = WireReport.Write(results, everything: WireData.Only.Count > 0);
        Directory.CreateDirectory(Path.GetDirectoryName(WireData.Report)!);
        await File.WriteAllTextAsync(WireData.Report, report, TestContext.Current.CancellationToken);
        if (WireData.Only.Count > 0) Console.WriteLine(report);
        else
            Console.WriteLine("slowest: " + string.Join(", ", results.OrderByDescending(result => result.Took).Take(8).Select(result => $"{result.Scenario.Name} {result.Took.TotalSeconds:0.0} s")));
        foreach (var line in WireReport.Areas(results)) Console.WriteLine(line);

        if (WireData.Ignored.Length == 0) Judge(results, known, met);
    }

    /// <summary>Each area has a server of its own, because areas use the same namespaces; scenarios of a server that forgets quickly have another.</summary>
    private static async Task<IReadOnlyList<ScenarioResult>> ReplayAsync(IReadOnlyList<Scenario> scenarios, IReadOnlySet<string> known, CancellationToken cancellationToken)
    {
        var groups = scenarios.GroupBy(scenario => (scenario.Area, Compaction: scenario.Steps.Select(step => step.Note.CompactionInterval).Max()));
        var results = await Task.WhenAll(groups.Select(async Task<IReadOnlyList<ScenarioResult>> (group) =>
        {
            WireServer server;
            try
            {
                server = await WireServer.StartAsync(group.Key.Compaction, cancellationToken);
            }
            catch (InvalidOperationException failure)
            {
                return [.. group.Select(scenario => NotReplayed(scenario, failure))];
            }

            await using (server)
                return await Schedule.RunAsync([.. group], new ScenarioRunner(server.Client, known), cancellationToken);
        }));
        return [.. results.SelectMany(result => result).OrderBy(result => result.Scenario.Name, StringComparer.Ordinal)];
    }

    private static ScenarioResult NotReplayed(Scenario scenario, Exception failure)
    {
        var step = scenario.Steps[0];
        return new ScenarioResult(scenario, [new StepDifference(0, step, step.Path, [new Difference("server", "a server that starts", failure.Message)])], TimeSpan.Zero);
    }

    private static void Judge(IReadOnlyList<ScenarioResult> results, KnownDifferences known, HashSet<KnownPlace> met)
    {
        var differing = results.Where(result => !result.Agrees).Select(result => result.Scenario.Name).ToList();
        if (Environment.GetEnvironmentVariable("KUBE_UPDATE_WIRE") == "1")
        {
            var replayed = results.Select(result => result.Scenario.Name).ToHashSet(StringComparer.Ordinal);
            known.Write(WireData.KnownDifferences, known.Scenarios.Where(name => !replayed.Contains(name)).Concat(differing));
            return;
        }

        var unknown = differing.Where(name => !known.Scenarios.Contains(name)).ToList();
        var agreeing = results.Where(result => result.Agrees && known.Scenarios.Contains(result.Scenario.Name)).Select(result => result.Scenario.Name).ToList();
        var faults = new List<string>();
        if (unknown.Count > 0) faults.Add($"{unknown.Count} differ and are not known to:\n" + string.Join('\n', unknown.Take(100)));
        if (agreeing.Count > 0 && !WireData.IsNamed)
            faults.Add($"{agreeing.Count} agree and must leave known-differences.txt:\n" + string.Join('\n', agreeing.Take(100)));
        var gone = known.Places.Where(place => !met.Contains(place) && results.Any(result => result.Scenario.Name == place.Scenario)).ToList();
        if (gone.Count > 0) faults.Add("places that agree and must leave known-differences.txt:\n" + string.Join('\n', gone));
        if (faults.Count > 0) Assert.Fail(string.Join("\n\n", faults) + $"\n\nSee {WireData.Report}");
    }
}
