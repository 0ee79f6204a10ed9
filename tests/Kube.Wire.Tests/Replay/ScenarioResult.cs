using Kube.Wire.Tests.Comparison;
using Kube.Wire.Tests.Transcripts;

namespace Kube.Wire.Tests.Replay;

/// <summary>What came of one scenario; it agrees when no step differed.</summary>
internal sealed record ScenarioResult(Scenario Scenario, IReadOnlyList<StepDifference> Differing, TimeSpan Took)
{
    public bool Agrees => Differing.Count == 0;
}

/// <param name="Number">The step's place in the scenario, from 0 as in the file.</param>
internal sealed record StepDifference(int Number, Step Step, string RequestPath, IReadOnlyList<Difference> Differences);
