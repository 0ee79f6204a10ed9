using Kube.Api.Models;

namespace Kube.Node.Probes;

/// <summary>Turns single answers into a verdict by the thresholds. For one owner.</summary>
internal sealed class ProbeCounter(V1Probe probe)
{
    private ProbeResult _last = ProbeResult.Unknown;
    private int _run;

    /// <returns>The verdict, or null when the threshold is not reached.</returns>
    public ProbeResult? Count(ProbeResult answer)
    {
        if (answer == _last) _run++;
        else (_last, _run) = (answer, 1);
        var threshold = answer == ProbeResult.Failure ? probe.FailureThreshold ?? 3 : probe.SuccessThreshold ?? 1;
        return _run < threshold ? null : answer;
    }
}
