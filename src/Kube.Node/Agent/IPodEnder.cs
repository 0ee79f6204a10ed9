using Kube.Api.Models;
using Kube.Node.Status;

namespace Kube.Node.Agent;

/// <summary>The node's other pods, as one that must have their place sees them.</summary>
internal interface IPodEnder
{
    /// <summary>Those that run, or will.</summary>
    IEnumerable<V1Pod> Active { get; }

    /// <summary>Ends a pod for a reason of the node's.</summary>
    void Evict(string podUid, PodVerdict verdict, TimeSpan grace);

    /// <summary>Has a pod looked at.</summary>
    void Wake(string podUid);
}
