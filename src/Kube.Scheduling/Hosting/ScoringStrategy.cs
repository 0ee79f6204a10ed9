namespace Kube.Scheduling.Hosting;

/// <summary>How NodeResourcesFit ranks nodes.</summary>
public enum ScoringStrategy
{
    /// <summary>The emptier, the better: spreads pods.</summary>
    LeastAllocated,

    /// <summary>The fuller, the better: packs pods.</summary>
    MostAllocated,

    /// <summary>Along a broken line, <see cref="SchedulingProfileOptions.UtilizationShape"/>.</summary>
    RequestedToCapacityRatio,
}
