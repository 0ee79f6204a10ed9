namespace Kube.Scheduling.Framework;

/// <summary>Looks closer at an event of <see cref="IRequeueHints.WakesOn"/>.</summary>
public interface IQueueingHint : IRequeueHints
{
    /// <summary>Whether a pod that this plugin rejected could now be accepted. In doubt, yes. Quick: it is called for every sleeping pod.</summary>
    bool MayHelp(PodInfo rejected, ClusterChange change);
}
