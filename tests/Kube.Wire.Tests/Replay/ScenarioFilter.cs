using System.IO.Enumeration;
using Kube.Wire.Tests.Transcripts;

namespace Kube.Wire.Tests.Replay;

/// <summary>Chooses scenarios by pattern: <c>kinds/pod-*</c>, or an area alone.</summary>
internal static class ScenarioFilter
{
    public static IReadOnlyList<Scenario> Choose(IReadOnlyList<Scenario> scenarios, IReadOnlyList<string> patterns) =>
        patterns.Count == 0
            ? scenarios
            : [.. scenarios.Where(scenario => patterns.Any(pattern =>
                scenario.Area == pattern || FileSystemName.MatchesSimpleExpression(pattern, scenario.Name, ignoreCase: false)))];
}
