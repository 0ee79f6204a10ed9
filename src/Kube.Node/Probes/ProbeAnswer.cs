namespace Kube.Node.Probes;

/// <summary>What one attempt of a probe came to.</summary>
/// <param name="Result">The verdict.</param>
/// <param name="Output">For people.</param>
/// <param name="IsWarning">It counts as success, with a warning.</param>
internal sealed record ProbeAnswer(ProbeResult Result, string Output, bool IsWarning = false)
{
    public static ProbeAnswer Success { get; } = new(ProbeResult.Success, "");

    public static ProbeAnswer Failure(string output) => new(ProbeResult.Failure, output);
}
