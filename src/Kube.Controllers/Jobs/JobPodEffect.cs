using Kube.Controllers.Pods;

namespace Kube.Controllers.Jobs;

/// <summary>What the pods of a job are like after a pass acted on them.</summary>
/// <param name="Active">How many run or will.</param>
/// <param name="Ready">How many of them are ready.</param>
/// <param name="Terminating">How many are on their way out.</param>
/// <param name="Failure">The first thing that went wrong; null mostly.</param>
internal sealed record JobPodEffect(int Active, int Ready, int Terminating, Exception? Failure)
{
    public static JobPodEffect None(JobObservation seen) => new(seen.Active.Count, seen.Active.Count(PodStates.IsReady), seen.Terminating, null);
}
