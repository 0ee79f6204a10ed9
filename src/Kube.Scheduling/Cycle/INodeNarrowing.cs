using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Cycle;

/// <summary>A built-in filter that can tell from the pod alone that only a few named nodes come into question.</summary>
internal interface INodeNarrowing : ISchedulingPlugin
{
    /// <summary>The names; null: any node. A rejection ends the attempt.</summary>
    PreFilterResult Narrow(PodInfo pod);
}
