namespace Kube.Scheduling.Framework;

/// <summary>Brings the scores of a plugin to the range of 0 to 100, knowing all of them.</summary>
public interface IScoreNormalizer : IScorePlugin
{
    /// <summary>Changes the scores in place: one for each node that is left.</summary>
    void Normalize(CycleState state, PodInfo pod, Span<long> scores);
}
