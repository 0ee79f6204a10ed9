using Kube.Wire.Tests.Replay;

namespace Kube.Wire.Tests.Report;

/// <summary>What is known to differ. The list may only shrink: a scenario that agrees must leave it, one that is not on it must agree. Single places that can never agree
/// stand with their reason, and are no difference of their scenario.</summary>
/// <param name="Scenarios">The scenarios that differ.</param>
/// <param name="Places">The places that may, by scenario and number of the step.</param>
internal sealed record KnownDifferences(IReadOnlySet<string> Scenarios, IReadOnlySet<KnownPlace> Places)
{
    private static readonly string[] s_heading =
    [
        "# Scenarios of the recorded transcripts whose answers still differ, one a line. This list may only shrink.",
        "# KUBE_UPDATE_WIRE=1 ./test.sh --only Kube.Wire.Tests writes it anew.",
        "# A line with a step, a place in its answer and a reason is one difference that can never go; everything else of that scenario is compared.",
    ];

    public static KnownDifferences Read(string path)
    {
        var lines = File.Exists(path) ? File.ReadLines(path).Where(line => line.Length > 0 && line[0] != '#').ToList() : [];
        return new KnownDifferences(
            lines.Where(line => !line.Contains(' ', StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal),
            lines.Where(line => line.Contains(' ', StringComparison.Ordinal)).Select(KnownPlace.Parse).ToHashSet());
    }

    public void Write(string path, IEnumerable<string> scenarios) => File.WriteAllText(
        path,
        string.Join('\n', [.. s_heading, .. Places.Select(place => place.ToString()).Order(StringComparer.Ordinal), .. scenarios.Order(StringComparer.Ordinal)]) + "\n");

    /// <summary>A result without the differences that have a reason.</summary>
    /// <param name="result">What came of a scenario.</param>
    /// <param name="met">Gets the places that did differ.</param>
    public ScenarioResult Without(ScenarioResult result, ISet<KnownPlace> met)
    {
        var left = new List<StepDifference>();
        foreach (var step in result.Differing)
        {
            var differences = step.Differences.ToList();
            foreach (var place in Places.Where(place => place.Scenario == result.Scenario.Name && place.Step == step.Number))
                if (differences.RemoveAll(difference => difference.Pointer == place.Pointer) > 0) met.Add(place);
            if (differences.Count > 0) left.Add(step with { Differences = differences });
        }

        return result with { Differing = left };
    }
}
