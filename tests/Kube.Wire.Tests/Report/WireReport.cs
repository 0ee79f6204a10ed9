using System.Globalization;
using System.Text;
using Kube.Wire.Tests.Replay;

namespace Kube.Wire.Tests.Report;

/// <summary>What a run of transcripts showed, for people: a line per area, then the first difference of each scenario that differs.</summary>
internal static class WireReport
{
    public static IEnumerable<string> Areas(IReadOnlyList<ScenarioResult> results) =>
        results.GroupBy(result => result.Scenario.Area).OrderBy(area => area.Key, StringComparer.Ordinal)
            .Select(area => $"{area.Key} agreed {area.Count(result => result.Agrees)} of {area.Count()}");

    /// <param name="everything">Shows every difference of every step, not the first alone.</param>
    public static string Write(IReadOnlyList<ScenarioResult> results, bool everything)
    {
        var text = new StringBuilder();
        foreach (var line in Areas(results)) text.AppendLine(line);
        foreach (var result in results.Where(result => !result.Agrees))
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture,
                $"{result.Scenario.Name}: {result.Differing.Count} of {result.Scenario.Steps.Count} steps differ: {result.Scenario.Sentence}");
            foreach (var step in everything ? result.Differing : result.Differing.Take(1))
                Write(text, step, everything);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, StepDifference step, bool everything)
    {
        var note = step.Step.Note.Text.Length > 0 ? $"  [{step.Step.Note.Text}]" : "";
        text.AppendLine(CultureInfo.InvariantCulture, $"    step {step.Number}: {step.Step.Method} {step.RequestPath} as {step.Step.User}{note}");
        foreach (var difference in everything ? step.Differences : step.Differences.Take(1))
            text.AppendLine(CultureInfo.InvariantCulture, $"      {difference}");
        if (!everything && step.Differences.Count > 1)
            text.AppendLine(CultureInfo.InvariantCulture, $"      and {step.Differences.Count - 1} more");
    }
}
