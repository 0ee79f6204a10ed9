using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Hosting;

/// <summary>Plugins that write to the server. The simulator has none.</summary>
/// <param name="BeforeOwn">Made for each profile, since each has an evaluator of its own.</param>
/// <param name="Last">Asked after everyone else.</param>
internal sealed record ProfileParts(Func<ClusterModel, IReadOnlyList<ISchedulingPlugin>> BeforeOwn, IReadOnlyList<ISchedulingPlugin> Last)
{
    public static ProfileParts None { get; } = new(static _ => [], []);
}
